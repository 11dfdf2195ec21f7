// The figure of the front page learns by itself what the native library learns, in its box, and is the still one again.

import { EXACT } from './labs-cases.mjs';

const HERO = 'figure[data-lab="hero"]';
const library = () => performance.getEntriesByType('resource').filter((entry) => entry.name.includes('library.js')).length;

export async function learns(open, address, native) {
    const { page, fail } = await open(`${address}/index.html`);
    const look = () => page.$eval(HERO, (figure) => {
        const { x, y, width, height } = figure.getBoundingClientRect();
        return JSON.stringify([x, y + scrollY, width, height, ...[...figure.querySelectorAll('path')].map((path) => path.getAttribute('d'))]);
    });
    // What the page says before anything moves: it may run already.
    const still = await page.evaluate(async (hero, now) => {
        const source = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
        const paths = [...source.querySelectorAll(`${hero} path`)].map((path) => path.getAttribute('d'));
        return JSON.stringify([...JSON.parse(now).slice(0, 4), ...paths]);
    }, HERO, await look());
    await page.waitForFunction((hero) => document.querySelector(hero).lab, { timeout: 30_000 }, HERO);
    await page.waitForFunction((hero) => document.querySelector(hero).lab.numbers()[0] > 100, { timeout: 30_000 }, HERO);
    if (still === await look()) {
        fail('the border of the front page does not move');
    }
    await page.waitForFunction((hero) => document.querySelector(hero).lab.isOver(), { timeout: 60_000 }, HERO);
    await new Promise((wake) => setTimeout(wake, 200));
    if (still !== await look()) {
        fail('the figure of the front page is another one when it has run, or lies elsewhere');
    }
    const learnt = await page.$eval(HERO, (figure) => figure.lab.numbers());
    learnt.forEach((number, k) => {
        if (!(Math.abs(number - native[k]) <= EXACT * Math.max(1, number))) {
            fail(`the front page: number ${k + 1} is ${number}, native ${native[k]}`);
        }
    });
    await page.close();
}

/// Where little motion is wanted, it waits until it is asked.
export async function waits(open, address) {
    const { page, fail } = await open(`${address}/index.html`, { features: [{ name: 'prefers-reduced-motion', value: 'reduce' }] });
    await page.waitForSelector('.run-hero', { timeout: 30_000 });
    await new Promise((wake) => setTimeout(wake, 1500));
    if (await page.evaluate(library) > 0) {
        fail('the front page moves, or loads the library, although little motion is wanted');
    }
    await page.focus('.run-hero');
    await page.keyboard.press('Enter');
    await page.waitForFunction((hero) => document.querySelector(hero).lab?.numbers()[0] > 0, { timeout: 30_000 }, HERO);
    await page.keyboard.press('Enter');
    const [before, after] = [await page.$eval(HERO, (figure) => figure.lab.numbers()[0]), await new Promise((wake) => setTimeout(wake, 400)).then(() => page.$eval(HERO, (figure) => figure.lab.numbers()[0]))];
    if (before !== after) {
        fail('the figure of the front page does not pause');
    }
    await page.close();
}
