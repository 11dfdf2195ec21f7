// Runs every live figure of a built book in Chromium, from a server and from its files, and compares it with the native library; in
// Firefox too, once, if the environment names it.
//
// [FIREFOX=…] node labs.mjs CHROMIUM ADDRESS FOLDER NUMBERS SECONDS
//
// ADDRESS serves FOLDER; NUMBERS is the compiled example `numbers` of `labs`; some labs run for SECONDS, to see whether they leak.
// Prints what was measured, then all failures; fails if there are any.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, launchFirefox } from './chromium.mjs';
import { CASES, compare, native } from './labs-cases.mjs';
import { controls } from './labs-controls.mjs';
import { testDigits, drawn } from './labs-drawing.mjs';
import { endurance, LONG } from './labs-endurance.mjs';
import { far } from './labs-far.mjs';
import { colours, files } from './labs-files.mjs';
import * as hero from './labs-hero.mjs';
import * as speed from './labs-speed.mjs';

const [chromium, address, folder, numbers, seconds] = process.argv.slice(2);
/// Pages wait more than they compute.
const WORKERS = 2;
const failures = [];

/// Opens pages of a browser that report their errors and foreign requests.
const opening = (browser, kind) => async (url, { width = 1280, features, before } = {}) => {
    const page = await browser.newPage();
    const fail = (message) => failures.push(`${url} (${kind}): ${message}`);
    page.on('pageerror', (error) => {
        // Firefox says this of mathematics of which it has read the half, when it lays out a page that is still arriving.
        if (!error.message.startsWith('Invalid markup: Incorrect number of children')) {
            fail(`uncaught error: ${error.message}`);
        }
    });
    page.on('console', (message) => message.type() === 'error' && fail(`console error: ${message.text()}`));
    page.on('request', (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(address)) {
            fail(`request to another host: ${request.url()}`);
        }
    });
    // Firefox has no phones.
    const phone = kind === 'Chromium' ? { isMobile: width < 500, hasTouch: width < 500 } : {};
    await page.setViewport({ width, height: 900, ...phone });
    if (features) {
        await page.emulateMediaFeatures(features);
    }
    if (before) {
        await page.evaluateOnNewDocument(before);
    }
    await page.goto(url, { waitUntil: 'load' });
    return { page, fail };
};

const wanted = native(numbers);
const [ofHero, ofTestDigits] = wanted.slice(CASES.length);
/// Each lab with its page, and its first case.
const LABS = new Map(CASES.map(([lab, name]) => [lab, name]));
const FIRST = [...LABS.keys()].map((lab) => CASES.find(([other]) => other === lab));

const inFirefox = async () => {
    const browser = await launchFirefox(process.env.FIREFOX);
    const open = opening(browser, 'Firefox');
    await compare(open, address, FIRST, wanted);
    await far(open, address, wanted);
    for (const [lab, name] of LABS) {
        await controls(open, address, lab, name, { widths: [1280], isWhole: false });
    }
    await files(open, address, false);
    await drawn(open, address);
    await hero.learns(open, address, ofHero);
    console.log(`Firefox: ${FIRST.length} labs beside the native library, every control moved, by keyboard; a table read; the front page`);
    await browser.close();
};
const inChromium = (look) => async () => {
    const browser = await launch(chromium);
    await look(opening(browser, 'Chromium'));
    await browser.close();
};
const beside = (base) => inChromium(async (open) => {
    await compare(open, base, CASES, wanted);
    await far(open, base, wanted);
    await testDigits(open, base, ofTestDigits);
    console.log(`${base.slice(0, 5)}  ${CASES.length} runs and 200 test digits beside the native library`);
});
const moved = (labs) => inChromium(async (open) => {
    for (const [lab, name] of labs) {
        await controls(open, address, lab, name, { widths: [1280, 390], isWhole: true });
    }
    console.log(`every control of ${labs.length} labs moved, by keyboard, at two widths; a wrong address answered`);
});
const given = inChromium(async (open) => {
    await colours(open, address);
    await files(open, address, true);
    console.log('a table read, a network saved and opened, and what is wrong with them told');
    await drawn(open, address);
    await hero.learns(open, address, ofHero);
    await hero.waits(open, address);
    console.log('the front page learns, and waits where it should');
});
const long = (lab) => inChromium((open) => endurance(open, address, Number(seconds), lab));

const half = Math.ceil(LABS.size / 2);
/// Each in a browser of its own; the one that takes longest comes first.
const looks = [
    ...(process.env.FIREFOX ? [inFirefox] : []),
    moved([...LABS].slice(0, half)),
    moved([...LABS].slice(half)),
    given,
    ...[address, pathToFileURL(resolve(folder)).href].map(beside),
    ...LONG.map(long),
];
await Promise.all(Array.from({ length: WORKERS }, async () => {
    for (let look = looks.shift(); look; look = looks.shift()) {
        await look();
    }
}));
// What is measured is alone.
await inChromium(async (open) => {
    await speed.click(open, address);
    await speed.products(open, address);
    await speed.playground(open, address);
    await speed.map(open, address);
})();

failures.forEach((failure) => console.error(failure));
process.exitCode = failures.length === 0 ? 0 : 1;
