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
if (pages.includes('404.html')) {
    failures.push(...await lost());
}
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
                    for (const message of await cards(page, width < 500)) {
                        fail(message);
                    }
                    await page.evaluate(axe);
                    for (const message of await page.evaluate(violations)) {
                        fail(message);
                    }
                }
                if (theme === THEMES[0] && width === WIDTHS[0] && !/^generated\/|^(print|404)\.html$/.test(name)) {
                    for (const message of await keys(page)) {
                        fail(message);
                    }
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

/// What is wrong with the keyboard of a page: the first Tab leads past the menus, and the arrow keys in a listing stay there.
async function keys(page) {
    const found = [];
    await page.reload({ waitUntil: 'load' });
    await page.keyboard.press('Tab');
    if (!await page.evaluate(() => document.activeElement.matches('a.skip'))) {
        found.push('the first Tab does not lead to a link past the menus');
    } else {
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement === document.querySelector('main'), { timeout: 2000 })
            .catch(() => found.push('the link past the menus does not lead to the text'));
    }
    const listing = await page.$('main pre > code');
    if (listing) {
        await listing.evaluate((code) => {
            code.tabIndex = 0;
            code.focus();
        });
        let isLeft = false;
        const listen = (request) => { isLeft ||= request.isNavigationRequest(); };
        page.on('request', listen);
        await page.keyboard.press('ArrowRight');
        await new Promise((resolve) => setTimeout(resolve, 500));
        page.off('request', listen);
        if (isLeft) {
            found.push('an arrow key in a listing leaves the page');
        }
    }
    return found;
}

/// What is wrong with the page that is shown in place of one that does not exist, in a folder of the book.
async function lost() {
    const page = await browser.newPage();
    const found = [];
    page.on('requestfailed', (request) => found.push(`request failed: ${request.url()}`));
    page.on('response', (response) => {
        if (response.status() >= 400 && response.request().resourceType() !== 'document') {
            found.push(`no ${response.request().resourceType()}: ${response.url()}`);
        }
    });
    await page.goto(`${address}/no/such/page.html`, { waitUntil: 'load' });
    const isStyled = await page.evaluate(() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 0));
    if (!isStyled) {
        found.push('no style sheet is loaded');
    }
    await page.close();
    return found.map((message) => `404.html (for a page that does not exist): ${message}`);
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
            found.push(`mathematics without height: ${math.closest('[data-tex]')?.dataset.tex}`);
        }
    }
    if (document.querySelector('math') && !document.fonts.check('16px "New Computer Modern Math"')) {
        found.push('the mathematics font is not loaded');
    }
    // On a desk, code of 88 columns is read without scrolling.
    for (const code of document.querySelectorAll(isPhone ? '.none' : 'main > .listing code, main > .output code')) {
        const columns = Math.max(...code.textContent.split('\n').map((line) => [...line].length));
        if (columns <= 88 && code.scrollWidth > code.clientWidth) {
            found.push(`code of ${columns} columns scrolls: ${code.textContent.slice(0, 40)}`);
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

/// Opens the first card of each kind that the page has: by mouse and by keyboard, or by touch. The last one stays open for axe.
async function cards(page, isPhone) {
    const found = [];
    const kinds = ['main mi.known', 'main a.chip', '.proof a', 'a.term', 'a.cite', 'main p a[href*="#eq-"]', '.about'];
    for (const kind of (await page.$('#cards')) ? kinds : []) {
        const all = await page.$$(kind);
        const seen = await Promise.all(all.slice(0, 20).map((trigger) => trigger.isVisible()));
        const trigger = all[seen.indexOf(true)];
        if (!trigger) {
            continue;
        }
        const ways = {
            touch: () => trigger.tap(),
            mouse: () => (kind === '.about' ? trigger.click() : trigger.hover()),
            keyboard: async () => {
                await trigger.focus();
                await (kind === '.about' && page.keyboard.press('Enter'));
            },
        };
        const used = isPhone ? ['touch'] : kind.endsWith('mi.known') ? ['mouse'] : ['mouse', 'keyboard'];
        for (const way of used) {
            await page.keyboard.press('Escape');
            await page.mouse.move(1, 1);
            await trigger.evaluate((element) => {
                document.activeElement.blur();
                element.scrollIntoView({ block: 'center', behavior: 'instant' });
            });
            const before = page.url();
            // On a busy machine a tap may last so long that the browser takes it for another gesture.
            let isOpen = null;
            for (let tries = 0; !isOpen && tries < (way === 'touch' ? 3 : 1); tries += 1) {
                await ways[way]();
                isOpen = await page.waitForSelector('#card:popover-open', { timeout: 2000 }).catch(() => null);
            }
            const message = isOpen ? await page.evaluate(cardIsWrong) : page.url() === before ? 'does not open' : 'leaves the page instead';
            if (message) {
                found.push(`the card of ${kind} by ${way}: ${message}`);
            }
        }
    }
    return found;
}

/// In the page: what is wrong with the card that is open, if anything.
function cardIsWrong() {
    const card = document.getElementById('card');
    const { left, top, right, bottom } = card.getBoundingClientRect();
    if (left < 0 || top < 0 || right > document.documentElement.clientWidth || bottom > innerHeight) {
        return `leaves the window: ${[left, top, right, bottom].map(Math.round)}`;
    }
    const words = card.textContent.trim();
    const formulas = [...card.querySelectorAll('math')].filter((math) => math.getBoundingClientRect().height > 2);
    return words.length > 1 && (words.length > 12 || formulas.length > 0) ? '' : `is empty: "${words}"`;
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
