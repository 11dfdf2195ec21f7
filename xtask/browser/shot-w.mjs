import { launch } from './chromium.mjs';
const [page_, out, theme, width, from, to] = process.argv.slice(2);
const browser = await launch('/usr/bin/chromium');
const page = await browser.newPage();
await page.setViewport({ width: +width, height: 1000, deviceScaleFactor: 1 });
await page.evaluateOnNewDocument((t) => { try { localStorage.setItem('mdbook-theme', t); localStorage.setItem('mdbook-sidebar', 'hidden'); } catch {} }, theme);
await page.goto('file:///work/tmp/w/book/' + page_, { waitUntil: 'load' });
await new Promise(r => setTimeout(r, 400));
const height = await page.evaluate(() => document.documentElement.scrollHeight);
console.log('height', height, 'scroll width', await page.evaluate(() => document.documentElement.scrollWidth));
const n = Math.ceil(height / 2200);
for (let k = 0; k < n; k++) if (k >= +(from ?? 0) && k <= +(to ?? 99))
  await page.screenshot({ path: `${out}-${k}.png`, clip: { x: 0, y: k * 2200, width: +width, height: Math.min(2200, height - k * 2200) }, captureBeyondViewport: true });
await browser.close();
