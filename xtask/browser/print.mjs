// Prints a page as a PDF, in light colours, with the size of paper that its style asks for.
//
// node print.mjs CHROMIUM FILE PDF

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const [chromium, file, pdf] = process.argv.slice(2);
const profile = await mkdtemp(join(tmpdir(), 'book-print-'));
const browser = await puppeteer.launch({
    executablePath: chromium,
    headless: true,
    userDataDir: profile,
    protocolTimeout: 600_000,
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
    ],
});
try {
    const page = await browser.newPage();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load', timeout: 300_000 });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true, outline: true, tagged: true, timeout: 600_000 });
} finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
}
