// Looks at every page of the served book in Chromium and, if the environment names it, in Firefox: in light and dark themes, on desktops
// and on a phone.
//
// [FIREFOX=…] node check.mjs CHROMIUM ADDRESS PAGE…      prints a line a page, then all failures; fails if there are any

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const [chromium, address, ...pages] = process.argv.slice(2);
const THEMES = ['light', 'navy', 'ayu'];
// A page is loaded once for each list.
const WIDTHS = [[1440, 1280], [390]];
const SMALLEST_TEXT = 11.5;
const WORKERS = 2;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const profile = await mkdtemp(join(tmpdir(), 'book-check-'));
const browsers = [await puppeteer.launch({
    executablePath: chromium,
    headless: true,
    userDataDir: profile,
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
    ],
})];
if (process.env.FIREFOX) {
    browsers.push(await puppeteer.launch({
        browser: 'firefox',
        executablePath: process.env.FIREFOX,
        headless: true,
        extraPrefsFirefox: { 'ui.useOverlayScrollbars': 1 }, // as on a phone, where they take no room
    }));
}

const failures = [];
// The printed book is all pages again: one browser looks whether it holds together.
const looked = pages.flatMap((page) => browsers.map((browser) => ({ page, browser })));
const waiting = looked.filter(({ page, browser }) => page !== 'print.html' || browser === browsers[0]);
await Promise.all(Array.from({ length: WORKERS }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
        const start = Date.now();
        const found = await look(next.browser, next.page);
        failures.push(...found);
        const verdict = found.length === 0 ? 'good' : `${found.length} failures`;
        const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(5);
        console.log(`${next.page.padEnd(40)} ${kind(next.browser).padEnd(8)} ${seconds} s  ${verdict}`);
    }
}));
await Promise.all(browsers.map((browser) => browser.close()));
await rm(profile, { recursive: true, force: true });

for (const failure of failures) {
    console.error(failure);
}
process.exitCode = failures.length === 0 ? 0 : 1;

/// Which browser it is: the first one is Chromium.
function kind(browser) {
    return browser === browsers[0] ? 'Chromium' : 'Firefox';
}

/// All that is wrong with a page.
async function look(browser, name) {
    const found = new Map();
    for (const widths of WIDTHS) {
        const context = await browser.createBrowserContext();
        const page = await context.newPage();
        let where = kind(browser);
        const fail = (message) => found.set(message, [...(found.get(message) ?? []), where]);
        page.on('console', (message) => message.type() === 'error' && fail(`console error: ${message.text()}`));
        page.on('pageerror', (error) => {
            // Firefox says this of mathematics of which it has read the half, when it lays out a page that is still arriving.
            if (!error.message.startsWith('Invalid markup: Incorrect number of children')) {
                fail(`uncaught error: ${error.message}`);
            }
        });
        page.on('requestfailed', (request) => fail(`request failed: ${request.url()}`));
        page.on('response', (response) => {
            // Chromium tells it on the console too, and Firefox nowhere.
            if (response.status() >= 400) {
                fail(`request failed: ${response.url()}`);
            }
        });
        page.on('request', (request) => {
            const url = new URL(request.url());
            if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.host !== new URL(address).host) {
                fail(`request to another host: ${request.url()}`);
            }
        });
        try {
            await resize(browser, page, widths[0]);
            await page.goto(`${address}/${name}`, { waitUntil: 'load', timeout: 60_000 });
            await page.evaluate(() => document.fonts.ready.then(() => undefined));
            for (const theme of THEMES) {
                await choose(page, theme);
                for (const width of widths) {
                    where = `${kind(browser)}, ${theme}, ${width} px`;
                    await resize(browser, page, width);
                    for (const message of await page.evaluate(measure, SMALLEST_TEXT, width < 500)) {
                        fail(message);
                    }
                }
            }
            // Contrast and names are the same at all widths and in all browsers. The printed book is all pages again.
            if (kind(browser) === 'Chromium' && widths === WIDTHS[0] && name !== 'print.html') {
                await page.evaluate(axe);
                await page.evaluate(empty);
                for (const theme of THEMES) {
                    where = `Chromium, ${theme}`;
                    await choose(page, theme);
                    for (const message of await page.evaluate(violations)) {
                        fail(message);
                    }
                }
            }
        } catch (error) {
            fail(`cannot be looked at: ${error.message}`);
        }
        await context.close();
    }
    return [...found].map(([message, places]) => `${name} (${places.join('; ')}): ${message}`);
}

/// Gives the page a width; Firefox has no phones.
async function resize(browser, page, width) {
    const phone = kind(browser) === 'Chromium' ? { isMobile: width < 500, hasTouch: width < 500 } : {};
    await page.setViewport({ width, height: 900, ...phone });
}

/// Chooses a theme as its reader does; a page of a source has the last one that was chosen in the book.
async function choose(page, theme) {
    await page.evaluate((theme) => {
        const button = document.getElementById(`mdbook-theme-${theme}`);
        if (button) {
            button.click();
        } else {
            document.documentElement.classList.remove('light', 'rust', 'coal', 'navy', 'ayu');
            document.documentElement.classList.add(theme);
        }
    }, theme);
}

/// In the page: what can be measured.
function measure(smallestText, isPhone) {
    const found = [];
    // What is folded is looked at too.
    for (const details of document.querySelectorAll('details')) {
        details.open = true;
    }
    // A prediction answers, and uncovers what it is about.
    if (document.querySelector('details.prediction') && !location.pathname.endsWith('print.html')) {
        found.push('a prediction is still a fold');
    }
    for (const form of document.querySelectorAll('form.prediction')) {
        form.querySelector('input').value = '1';
        form.requestSubmit();
        if (!/You said 1; the program printed .+\. .+\./.test(form.querySelector('output').textContent)) {
            found.push(`a prediction does not answer: ${form.innerText}`);
        }
    }
    if (document.querySelector('.covered')) {
        found.push('an output is covered after all predictions are made');
    }
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
        const wide = [...document.querySelectorAll('body *')].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && box.right + scrollX > root.clientWidth + 1 && !element.closest('#mdbook-sidebar');
        });
        const first = wide[0] ? `<${wide[0].localName} class="${wide[0].getAttribute('class') ?? ''}">` : 'an element';
        found.push(`the page scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth} px, because of ${first}`);
    }
    for (const math of document.querySelectorAll('math')) {
        if (math.getBoundingClientRect().height < 2) {
            found.push(`mathematics without height: ${math.dataset.tex ?? math.parentElement.parentElement.dataset.tex}`);
        }
    }
    if (document.querySelector('math') && !document.fonts.check('16px "New Computer Modern Math"')) {
        found.push('the mathematics font is not loaded');
    }
    // Chromium reserves the largest sign for each root; `light.css` takes back what a low one has too much.
    const low = document.querySelector('main msqrt.low');
    if (low && !CSS.supports('-moz-appearance: none')) {
        const [whole, inside] = [low, low.firstElementChild].map((element) => element.getBoundingClientRect().width);
        if ((whole - inside) / parseFloat(getComputedStyle(low).fontSize) < 0.95) {
            found.push('Chromium leaves no room behind a root any more: the rule for `msqrt.low` can go');
        }
    }
    for (const figure of document.querySelectorAll('figure')) {
        const name = figure.id || 'a figure without id';
        const svg = figure.querySelector('svg');
        const box = svg?.getBoundingClientRect();
        if (!svg || box.width < 40 || box.height < 40) {
            found.push(`${name} is not visible`);
            continue;
        }
        if (isPhone) {
            const scale = svg.getScreenCTM().a;
            const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
            const smallest = Math.min(...sizes);
            if (smallest < smallestText) {
                found.push(`${name} has text of ${smallest.toFixed(1)} px; at least ${smallestText} px can be read`);
            }
        }
    }
    return found;
}

/// In the page: figures speak through their `aria-label`, and mathematics has the colour of the text around it. The many thousand elements
/// inside them make axe slow and tell it nothing, so empty boxes take their places.
function empty() {
    for (const svg of document.querySelectorAll('svg.ann-figure')) {
        svg.replaceChildren();
    }
    const sizes = [...document.querySelectorAll('math')].map((math) => [math, math.getBoundingClientRect()]);
    for (const [math, { width, height }] of sizes) {
        const box = document.createElement('span');
        box.style = `display: inline-block; flex: none; width: ${width}px; height: ${height}px`;
        math.replaceWith(box);
    }
}

/// In the page: what axe finds serious.
async function violations() {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    const serious = result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
    return serious.flatMap((violation) => violation.nodes.slice(0, 3).map((node) => {
        const more = violation.nodes.length > 3 ? ` (${violation.nodes.length} places)` : '';
        const data = node.any[0]?.data;
        const contrast = data?.contrastRatio ? `, contrast ${data.contrastRatio} of ${data.fgColor} on ${data.bgColor}` : '';
        return `axe ${violation.id}: ${violation.help}: ${node.target.join(' ')}${contrast}${more}`;
    }));
}
