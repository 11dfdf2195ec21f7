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
import { endurance } from './labs-endurance.mjs';
import { far } from './labs-far.mjs';
import { colours, files } from './labs-files.mjs';
import * as hero from './labs-hero.mjs';
import * as speed from './labs-speed.mjs';

const [chromium, address, folder, numbers, seconds] = process.argv.slice(2);
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
{
    const browser = await launch(chromium);
    const open = opening(browser, 'Chromium');
    for (const base of [address, pathToFileURL(resolve(folder)).href]) {
        await compare(open, base, CASES, wanted);
        await far(open, base, wanted);
        await testDigits(open, base, ofTestDigits);
        console.log(`${base.slice(0, 5)}  ${CASES.length} runs and 200 test digits beside the native library`);
    }
    for (const [lab, name] of LABS) {
        await controls(open, address, lab, name, { widths: [1280, 390], isWhole: true });
    }
    console.log('every control moved, by keyboard, at two widths; a wrong address answered');
    await colours(open, address);
    await files(open, address, true);
    console.log('a table read, a network saved and opened, and what is wrong with them told');
    await drawn(open, address);
    await hero.learns(open, address, ofHero);
    await hero.waits(open, address);
    console.log('the front page learns, and waits where it should');
    await endurance(open, address, Number(seconds));
    await speed.click(open, address);
    await speed.products(open, address);
    await speed.playground(open, address);
    await speed.map(open, address);
    await browser.close();
}
if (process.env.FIREFOX) {
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
}

failures.forEach((failure) => console.error(failure));
process.exitCode = failures.length === 0 ? 0 : 1;
