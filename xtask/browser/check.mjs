// Looks at every page of the served book in Chromium, in a light and a dark theme, on a desktop and on a phone.
//
// node check.mjs CHROMIUM ADDRESS PAGE…      prints a line a page, then all failures; fails if there are any

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const [chromium, address, ...pages] = process.argv.slice(2);
const THEMES = ['light', 'navy'];
const WIDTHS = [1280, 390];
const SMALLEST_TEXT = 11.5;
const WORKERS = 2;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const profile = await mkdtemp(join(tmpdir(), 'book-check-'));
const browser = await puppeteer.launch({
    executablePath: chromium,
    headless: true,
    userDataDir: profile,
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
    ],
});

const failures = [];
const waiting = pages.map((page, index) => ({ page, index }));
await Promise.all(Array.from({ length: WORKERS }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
        const start = Date.now();
        const found = await look(next.page);
        failures.push(...found);
        const verdict = found.length === 0 ? 'good' : `${found.length} failures`;
        console.log(`${next.page.padEnd(40)} ${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s  ${verdict}`);
    }
}));
await browser.close();
await rm(profile, { recursive: true, force: true });

for (const failure of failures) {
    console.error(failure);
}
process.exitCode = failures.length === 0 ? 0 : 1;

/// All that is wrong with a page.
async function look(name) {
    const found = new Map();
    for (const theme of THEMES) {
        const context = await browser.createBrowserContext();
        const page = await context.newPage();
        await page.evaluateOnNewDocument((theme) => localStorage.setItem('mdbook-theme', theme), theme);
        for (const width of WIDTHS) {
            const where = `${theme}, ${width} px`;
            const fail = (message) => found.set(message, [...(found.get(message) ?? []), where]);
            const listen = {
                console: (message) => message.type() === 'error' && fail(`console error: ${message.text()}`),
                pageerror: (error) => fail(`uncaught error: ${error.message}`),
                requestfailed: (request) => fail(`request failed: ${request.url()}`),
                request: (request) => {
                    const url = new URL(request.url());
                    if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.host !== new URL(address).host) {
                        fail(`request to another host: ${request.url()}`);
                    }
                },
            };
            for (const [event, listener] of Object.entries(listen)) {
                page.on(event, listener);
            }
            try {
                await page.setViewport({ width, height: 900, isMobile: width < 500, hasTouch: width < 500 });
                await page.goto(`${address}/${name}`, { waitUntil: 'load', timeout: 60_000 });
                await page.evaluate(() => document.fonts.ready.then(() => undefined));
                for (const message of await page.evaluate(measure, SMALLEST_TEXT, width < 500)) {
                    fail(message);
                }
                // The printed book is all pages again.
                if (name !== 'print.html') {
                    await page.evaluate(axe);
                    for (const message of await page.evaluate(violations)) {
                        fail(message);
                    }
                }
                // Last, because a page that was printed has laid itself out anew.
                if (theme !== 'light' && width > 500) {
                    await page.emulateMediaType('print');
                    for (const message of await page.evaluate(printed)) {
                        fail(message);
                    }
                    await page.emulateMediaType(null);
                }
            } catch (error) {
                fail(`cannot be looked at: ${error.message}`);
            }
            for (const [event, listener] of Object.entries(listen)) {
                page.off(event, listener);
            }
        }
        await context.close();
    }
    return [...found].map(([message, places]) => `${name} (${places.join('; ')}): ${message}`);
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

/// In the page, as it is printed from a dark theme: everything is unfolded, light and without buttons. Afterwards it is as before.
function printed() {
    const found = [];
    const folds = [...document.querySelectorAll('main details')];
    folds.forEach((fold) => { fold.open = false; });
    const colour = () => getComputedStyle(document.documentElement).backgroundColor;
    const before = colour();
    dispatchEvent(new Event('beforeprint'));
    const closed = folds.filter((fold) => !fold.open);
    if (closed.length > 0) {
        found.push(`${closed.length} folds stay closed on paper, the first is: ${closed[0].querySelector('summary')?.textContent.trim()}`);
    }
    const [red, green, blue] = getComputedStyle(document.querySelector('main') ?? document.body).color.match(/[\d.]+/g).map(Number);
    if (red + green + blue > 3 * 110) {
        found.push(`pale text on paper: rgb(${red} ${green} ${blue})`);
    }
    const button = [...document.querySelectorAll('main button, main input')].find((one) => one.getClientRects().length > 0);
    if (button) {
        found.push(`a button on paper: ${button.textContent || button.localName}`);
    }
    const clipped = [...document.querySelectorAll('main pre > code')].find((code) => code.scrollWidth > code.clientWidth + 1);
    if (clipped) {
        found.push(`code is cut off on paper: ${clipped.textContent.slice(0, 40)}`);
    }
    dispatchEvent(new Event('afterprint'));
    if (colour() !== before || folds.some((fold) => fold.open)) {
        found.push('after printing the page is not as it was');
    }
    folds.forEach((fold) => { fold.open = true; });
    return found;
}

/// In the page: what axe finds serious. Figures speak through their `aria-label`, and mathematics has the colour of the text
/// around it: the many thousand elements inside them make axe slow and tell it nothing, so empty boxes take their places.
async function violations() {
    for (const svg of document.querySelectorAll('svg.ann-figure')) {
        svg.replaceChildren();
    }
    for (const math of document.querySelectorAll('math')) {
        const { width, height } = math.getBoundingClientRect();
        const box = document.createElement('span');
        box.style = `display: inline-block; flex: none; width: ${width}px; height: ${height}px`;
        math.replaceWith(box);
    }
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    const serious = result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
    return serious.flatMap((violation) => violation.nodes.slice(0, 3).map((node) => {
        const more = violation.nodes.length > 3 ? ` (${violation.nodes.length} places)` : '';
        const data = node.any[0]?.data;
        const contrast = data?.contrastRatio ? `, contrast ${data.contrastRatio} of ${data.fgColor} on ${data.bgColor}` : '';
        return `axe ${violation.id}: ${violation.help}: ${node.target.join(' ')}${contrast}${more}`;
    }));
}
