// How fast the labs are: printed, and no test, but for what is so slow that something must be wrong.

import { started } from './labs-cases.mjs';

const middle = (sorted) => (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;

/// How long from the click to the first answer: the median of ten.
export async function click(open, address) {
    const times = [];
    for (let round = 0; round < 10; round += 1) {
        const { page } = await open(`${address}/playground.html`);
        await page.waitForSelector('.run-lab');
        times.push(await page.evaluate(() => new Promise((resolve) => {
            const begin = performance.now();
            const look = () => (document.querySelector('figure[data-lab]').lab?.can ? resolve(performance.now() - begin) : setTimeout(look, 2));
            document.querySelector('.run-lab').click();
            look();
        })));
        await page.close();
    }
    times.sort((a, b) => a - b);
    console.log(`click to answer: ${middle(times).toFixed(0)} ms (median of ten, ${times[0].toFixed(0)} to ${times[9].toFixed(0)})`);
}

/// Every way of a product has a speed here, and the library is not the slowest.
export async function products(open, address) {
    const { page, fail } = await open(`${address}/12-going-fast.html#lab=speed&m=32`);
    await page.waitForFunction(started, { timeout: 30_000 }, 'speed');
    await page.evaluate(() => document.querySelector('figure[data-lab="speed"]').lab.play());
    await page.waitForFunction(() => !document.querySelector('figure[data-lab="speed"]').lab.running, { timeout: 60_000 });
    const rates = await page.evaluate(() => document.querySelector('figure[data-lab="speed"]').lab.can.rates());
    if (rates.length !== 4 || !rates.flat().every((rate) => rate > 0 && rate < 1e4)) {
        fail(`a product has no speed: ${JSON.stringify(rates)}`);
    }
    if (!(rates[3][2] > 2 * rates[0][2])) {
        fail(`the library is as slow as the definition: ${rates[3][2]} and ${rates[0][2]} GF/s`);
    }
    console.log(`products, n = 128: ${rates.map((way) => way[2].toFixed(1)).join(', ')} GF/s`);
    await page.close();
}

/// The playground while it draws.
export async function playground(open, address) {
    const { page } = await open(`${address}/playground.html#lab=playground&points=500&layers=8:tanh,8:tanh&batch=32`);
    await page.waitForFunction(started, { timeout: 30_000 }, 'playground');
    const speed = await page.evaluate(() => new Promise((resolve) => {
        const stage = document.querySelector('figure[data-lab]').lab;
        stage.play();
        setTimeout(() => {
            const { count, steps, time } = stage.clock.frames;
            const seconds = (performance.now() - time) / 1000;
            resolve({ frames: count / seconds, epochs: steps / 13 / seconds, drawing: stage.clock.cost });
        }, 4000);
    }));
    console.log(`playground, 500 points, 2-8-8-1, batch 32: ${speed.frames.toFixed(0)} frames and ${speed.epochs.toFixed(0)} epochs a second; drawing takes ${speed.drawing.toFixed(1)} ms`);
    await page.close();
}

/// The map of t-SNE as fast as it goes: what a frame has of work, and how far frames are apart.
export async function map(open, address) {
    const { page } = await open(`${address}/09-seeing.html#lab=map&perplexity=30`);
    await page.waitForFunction(started, { timeout: 30_000 }, 'map');
    const { work, apart } = await page.evaluate(() => new Promise((resolve) => {
        const stage = document.querySelector('figure[data-lab="map"]').lab;
        stage.speed.input.value = 'full';
        const [work, apart] = [[], []];
        const tick = stage.clock.tick.bind(stage.clock);
        let last;
        stage.clock.tick = (now) => {
            const begin = performance.now();
            tick(now);
            work.push(performance.now() - begin);
            if (last !== undefined) {
                apart.push(now - last);
            }
            last = now;
        };
        // At its end it begins again.
        const again = setInterval(() => {
            if (!stage.running) {
                last = undefined;
                stage.anew(stage.can.again);
                stage.play();
            }
        }, 50);
        stage.play();
        setTimeout(() => { clearInterval(again); stage.pause(); resolve({ work, apart }); }, 5000);
    }));
    const of = (list) => list.sort((a, b) => a - b) && [0.5, 0.95, 1].map((part) => list[Math.ceil(part * list.length) - 1].toFixed(1)).join(', ');
    console.log(`t-SNE of 449 digits: a frame has ${of(work)} ms of work and comes after ${of(apart)} ms (middle, 95 of 100, longest)`);
    await page.close();
}
