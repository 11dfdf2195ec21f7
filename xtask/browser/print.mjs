// Prints a page as a PDF, in light colours, with the size of paper that its style asks for.
//
// node print.mjs CHROMIUM FILE PDF

import { pathToFileURL } from 'node:url';
import { launch } from './chromium.mjs';

const [chromium, file, pdf] = process.argv.slice(2);
const browser = await launch(chromium, { protocolTimeout: 600_000 });
try {
    const page = await browser.newPage();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load', timeout: 300_000 });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true, outline: true, tagged: true, timeout: 600_000 });
} finally {
    await browser.close();
}
