// Looks at every page of the served book in Chromium and, if the environment names it, in Firefox: in light and dark themes, on desktops
// and on a phone.
//
// [FIREFOX=…] node check.mjs CHROMIUM ADDRESS PAGE…      prints a line a page, then all failures; fails if there are any

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { empty, violations } from './axe.mjs';
import { cards } from './cards.mjs';
import { launch, launchFirefox } from './chromium.mjs';
import { far, layOutAll } from './far.mjs';
import { keys, lost } from './keys.mjs';
import { measure, printed } from './measure.mjs';
import { policy } from './policy.mjs';

const [chromium, address, ...pages] = process.argv.slice(2);
const THEMES = ['light', 'navy', 'ayu'];
// A page is loaded once for each list.
const WIDTHS = [[1440, 1280], [390]];
const SMALLEST_TEXT = 11.5;
const WORKERS = 2;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const browsers = [await launch(chromium)];
if (process.env.FIREFOX) {
    browsers.push(await launchFirefox(process.env.FIREFOX));
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
const LONG = '09-seeing.html';
if (pages.includes(LONG)) {
    failures.push(...(await far(browsers[0], `${address}/${LONG}`)).map((message) => `${LONG} ${message}`));
}
if (pages.includes('404.html')) {
    failures.push(...await lost(browsers[0], address));
    await Promise.all(browsers.map(async (browser) => {
        const told = await policy(browser, `${address}/index.html`);
        failures.push(...told.map((message) => `index.html ${message} (${kind(browser)})`));
    }));
}
await Promise.all(browsers.map((browser) => browser.close()));

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
    const isChromium = kind(browser) === 'Chromium';
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
            await page.evaluateOnNewDocument(layOutAll);
            await page.goto(`${address}/${name}`, { waitUntil: 'load', timeout: 60_000 });
            await page.evaluate(() => document.fonts.ready.then(() => undefined));
            const isDesk = widths === WIDTHS[0];
            const tell = (messages) => messages.forEach(fail);
            if (isChromium && isDesk && !/^generated\/|^(print|404)\.html$/.test(name)) {
                tell(await keys(page));
            }
            // The printed book is all pages again, and large: once is enough.
            const isPrinted = name === 'print.html';
            for (const theme of isPrinted ? THEMES.slice(0, 1) : THEMES) {
                await choose(page, theme);
                for (const width of isPrinted ? widths.slice(-1) : widths) {
                    where = `${kind(browser)}, ${theme}, ${width} px`;
                    await resize(browser, page, width);
                    tell(await page.evaluate(measure, SMALLEST_TEXT, width < 500));
                }
            }
            if (isChromium && isDesk) {
                await page.emulateMediaType('print');
                tell(await page.evaluate(printed));
                await page.emulateMediaType(null);
            }
            if (!isChromium || isPrinted) {
                await context.close();
                continue;
            }
            await choose(page, THEMES[0]);
            where = `Chromium, ${THEMES[0]}, ${widths.at(-1)} px`;
            tell(await cards(page, !isDesk));
            // Contrast and names are the same at all widths and in all browsers.
            if (isDesk) {
                await page.evaluate(axe);
                await page.evaluate(empty);
                for (const theme of THEMES) {
                    where = `Chromium, ${theme}`;
                    await choose(page, theme);
                    tell(await page.evaluate(violations));
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
