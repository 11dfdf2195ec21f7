// Runs every live figure of a built book in Chromium, from a server and from its files, and compares it with the native library.
//
// node labs.mjs CHROMIUM ADDRESS FOLDER NUMBERS      ADDRESS serves FOLDER; NUMBERS is the compiled example `numbers` of `labs`
//
// Prints what was measured, then all failures; fails if there are any.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './chromium.mjs';

const [chromium, address, folder, numbers] = process.argv.slice(2);
const EXACT = 1e-5;
/// Lab, page, settings, steps, and how far a number may be apart, if that is not EXACT.
const CASES = [
    ['neuron', '00-one-neuron.html', 'rate=0.2', 500],
    ['neuron', '00-one-neuron.html', 'w=1&b=-2&rate=0.05&moved=3:1.5:2.5', 40],
    ['valley', '06-adam.html', 'rule=momentum&rate=0.021', 60],
    ['valley', '06-adam.html', 'rule=adam&rate=0.75&angle=10&kappa=30&x=2&y=2', 100],
    ['playground', 'playground.html', 'data=moons&layers=8:tanh,8:tanh', 1300],
    ['playground', 'playground.html', 'data=hills&layers=6:relu,4:sigmoid&features=x1,x2,sinx1&rule=rmsprop&rate=0.003&keep=0.9&l2=0.1', 260],
    ['signal', '01-architecture.html', 'scale=0.12', 0],
    ['signal', '01-architecture.html', 'scale=0.5&g=tanh&width=60&depth=30&samples=100&seed=5', 0],
    ['forward', '02-forward-propagation.html', 'x1=-1&x2=1', 7],
    ['forward', '02-forward-propagation.html', 'x1=0.5&x2=2.25&g=tanh', 12],
    ['softmax', '02-forward-propagation.html', 'z1=3&z2=-1&c=20&t=2', 0],
    ['backward', '03-backpropagation.html', 'y=0&weight=0', 14],
    ['backward', '03-backpropagation.html', 'seed=3&g=tanh&epsilon=0.01&weight=7', 5],
    ['vanishing', '03-backpropagation.html', 'g=sigmoid&hidden=10', 3],
    ['vanishing', '03-backpropagation.html', 'g=tanh&rate=0.3&seed=7', 50],
    ['losses', '04-loss.html', 'z=-8', 100],
    ['losses', '04-loss.html', 'z=-3&rate=5', 40],
    ['dropout', '07-dropout.html', 'p=0.5&l2=0&lies=0.2', 300],
    ['dropout', '07-dropout.html', 'p=0.7&l2=1&lies=0.3&seed=2', 203],
    ['digits', '11-the-trainer.html', 'layers=32-16', 3],
    ['digits', '11-the-trainer.html', 'layers=0&l2=3&rate=0.03&seed=1', 20],
    ['map', '09-seeing.html', 'perplexity=30&exaggeration=12', 20],
    // After many steps in numbers of 32 bits, a map of one processor is not that of another, but it is as good.
    ['map', '09-seeing.html', 'perplexity=15&exaggeration=4&seed=1&show=pca', 1000, 0.02],
    ['noise', '05-mini-batches.html', 'b=4&rate=0.1', 300],
    ['noise', '05-mini-batches.html', 'b=20&rate=0.5&seed=7&deal=deck&w0=2&b0=3', 90],
    ['cache', '08-the-cache.html', 'layers=36&stretch=6&m=32', 40],
    ['cache', '08-the-cache.html', 'layers=10&stretch=4&m=5&seed=2', 30],
    ['scaling', '10-data.html', 'times=10&r=0.5', 300],
    ['scaling', '10-data.html', 'times=200&r=0.8&scaled=1&rate=1.8&seed=4', 40],
    ['speed', '12-going-fast.html', 'm=64', 0],
    ['drawing', '13-at-full-size.html', 'digit=8', 0],
    ['drawing', '13-at-full-size.html', 'ink=4c33b33366cc.5980a680', 0],
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await launch(chromium);
const failures = [];

/// A page that reports its errors and foreign requests.
async function open(url, width = 1280, features = []) {
    const page = await browser.newPage();
    const fail = (message) => failures.push(`${url}: ${message}`);
    page.on('pageerror', (error) => fail(`uncaught error: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && fail(`console error: ${message.text()}`));
    page.on('request', (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(address)) {
            fail(`request to another host: ${request.url()}`);
        }
    });
    await page.setViewport({ width, height: 900, isMobile: width < 500, hasTouch: width < 500 });
    await page.emulateMediaFeatures(features);
    await page.goto(url, { waitUntil: 'load' });
    return { page, fail };
}
const started = (lab) => document.querySelector(`figure[data-lab="${lab}"]`)?.lab?.can !== undefined;

const settings = [...CASES, ['hero', 'index.html', '', 5000], ['test digits', '', '', 0]].flatMap(([lab, , settings, steps]) => [lab, settings, String(steps)]);
const native = execFileSync(numbers, settings, { encoding: 'utf8' }).trim().split('\n').map((line) => line.replaceAll('inf', 'Infinity').split(' ').map(Number));

for (const base of [address, pathToFileURL(resolve(folder)).href]) {
    for (const [place, [lab, name, settings, steps, exact = EXACT]] of CASES.entries()) {
        const { page, fail } = await open(`${base}/${name}#lab=${lab}&${settings}`);
        await page.waitForFunction(started, { timeout: 30_000 }, lab);
        const shown = await page.evaluate((lab, steps) => {
            const stage = document.querySelector(`figure[data-lab="${lab}"]`).lab;
            stage.advance(steps);
            // As text: there may be an infinite one.
            return stage.can.numbers().map(String);
        }, lab, steps);
        shown.map(Number).forEach((number, k) => {
            const apart = Math.abs(number - native[place][k]);
            if (!(apart <= exact * Math.max(1, Math.abs(native[place][k])) || number === native[place][k])) {
                fail(`${lab} (${settings}): number ${k + 1} is ${number}, native ${native[place][k]}`);
            }
        });
        await page.close();
    }
    console.log(`${base.slice(0, 5)}  ${CASES.length} runs beside the native library`);
}

// Each control is moved, at both widths; then the keyboard alone; then settings that are none.
for (const [lab, name] of new Map(CASES.map(([lab, name]) => [lab, name]))) {
    for (const width of [1280, 390]) {
        const { page, fail } = await open(`${address}/${name}`, width);
        await page.waitForSelector('.run-lab');
        const before = await page.evaluate(() => performance.getEntriesByType('resource').filter((entry) => entry.name.includes('library.js')).length);
        if (before > 0) {
            fail('the library was loaded before it was asked for');
        }
        // By keyboard: the button, the guess, the run.
        await page.focus(`figure[data-lab="${lab}"] .run-lab`);
        await page.keyboard.press('Enter');
        await page.waitForFunction(started, { timeout: 30_000 }, lab);
        if (await page.$(`.lab-${lab} .ask input`)) {
            const isLocked = await page.evaluate((lab) => {
                const { bench, box } = document.querySelector(`figure[data-lab="${lab}"]`).lab;
                return box.querySelector('.run')?.disabled ?? bench.inert;
            }, lab);
            if (!isLocked) {
                fail(`${lab} runs before the question is answered`);
            }
            await page.focus(`.lab-${lab} .ask input`);
            await page.keyboard.type('0.02');
            await page.keyboard.press('Enter');
        }
        if (await page.$(`.lab-${lab} .run`)) {
            await page.keyboard.press('Space');
            await new Promise((wake) => setTimeout(wake, 700));
            const ran = await page.evaluate((lab) => document.querySelector(`figure[data-lab="${lab}"]`).lab.frames.steps, lab);
            if (ran === 0) {
                fail(`${lab} does not run from the keyboard (${width} px)`);
            }
            await page.keyboard.press('Space');
        } else {
            // A lab without a clock: the first slider moves.
            const before = await page.$eval(`.lab-${lab} .said`, (said) => said.textContent);
            await page.keyboard.press('ArrowRight');
            await new Promise((wake) => setTimeout(wake, 700));
            if (before === await page.$eval(`.lab-${lab} .said`, (said) => said.textContent)) {
                fail(`${lab} does not move from the keyboard (${width} px)`);
            }
        }
        const problems = await page.evaluate(async (lab) => {
            const found = [];
            const stage = document.querySelector(`figure[data-lab="${lab}"]`).lab;
            const count = () => stage.box.querySelectorAll('select, input[type="range"]').length;
            for (let k = 0; k < count(); k += 1) {
                const input = stage.box.querySelectorAll('select, input[type="range"]')[k];
                if (input.localName === 'select') {
                    input.selectedIndex = (input.selectedIndex + 1) % input.options.length;
                    input.dispatchEvent(new Event('change', { bubbles: true }));
                } else {
                    input.value = Number(input.min) + 0.3 * (Number(input.max) - Number(input.min));
                    input.dispatchEvent(new Event('input', { bubbles: true }));
                }
                if (stage.said.classList.contains('wrong') && !stage.said.textContent.includes('diverged')) {
                    found.push(`a control answers: ${stage.said.textContent}`);
                }
                stage.anew(stage.can.again);
                stage.advance(2);
            }
            for (const button of stage.box.querySelectorAll('.transport button')) {
                button.click();
            }
            stage.pause();
            const root = document.documentElement;
            if (root.scrollWidth > root.clientWidth) {
                found.push(`the page scrolls sideways with the lab: ${root.scrollWidth} px in ${root.clientWidth} px`);
            }
            return found;
        }, lab);
        problems.forEach((problem) => fail(`${lab}, ${width} px: ${problem}`));
        await page.evaluate(axe);
        const serious = await page.evaluate(async () => {
            const { violations } = await window.axe.run('.lab', { resultTypes: ['violations'] });
            const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
            return bad.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes[0].target.join(' ')} ${nodes[0].any[0]?.message ?? ''}`);
        });
        serious.forEach((problem) => fail(`${lab}, ${width} px: ${problem}`));
        await page.close();
    }
    const { page, fail } = await open(`${address}/${name}#lab=${lab}&speed=9`);
    await page.waitForFunction(started, { timeout: 30_000 }, lab);
    const told = await page.$eval(`.lab-${lab} .said`, (said) => said.textContent);
    if (!told.includes("no setting 'speed'")) {
        fail(`${lab} does not say what is wrong with its address, but: ${told}`);
    }
    await page.close();
}
console.log('every control moved, by keyboard, at two widths; a wrong address answered');

// The figure of the front page learns by itself what the native library learns, in its box, and is the still one again.
const HERO = 'figure[data-lab="hero"]';
const library = () => performance.getEntriesByType('resource').filter((entry) => entry.name.includes('library.js')).length;
{
    const { page, fail } = await open(`${address}/index.html`);
    const look = () => page.$eval(HERO, (figure) => {
        const { x, y, width, height } = figure.getBoundingClientRect();
        return JSON.stringify([x, y + scrollY, width, height, ...[...figure.querySelectorAll('path')].map((path) => path.getAttribute('d'))]);
    });
    const still = await look();
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
        if (!(Math.abs(number - native[CASES.length][k]) <= EXACT * Math.max(1, number))) {
            fail(`the front page: number ${k + 1} is ${number}, native ${native[CASES.length][k]}`);
        }
    });
    await page.close();
}
{
    const { page, fail } = await open(`${address}/index.html`, 1280, [{ name: 'prefers-reduced-motion', value: 'reduce' }]);
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
console.log('the front page learns, and waits where it should');

// Chapter 13: every test digit is answered in the page as natively; and a seven that is drawn with the mouse is a seven at once.
for (const base of [address, pathToFileURL(resolve(folder)).href]) {
    const { page, fail } = await open(`${base}/13-at-full-size.html#lab=drawing`);
    await page.waitForFunction(started, { timeout: 30_000 }, 'drawing');
    await page.$eval('.lab-drawing .ask button[type="button"]', (skip) => skip.click());
    const [shown, answering] = await page.$eval('figure[data-lab="drawing"]', (figure) => {
        const begin = performance.now();
        return [figure.lab.can.test(), (performance.now() - begin) / 200];
    });
    const expected = native[CASES.length + 1];
    const apart = Math.max(...expected.map((number, k) => Math.abs(number - shown[k])));
    if (!(shown.length === 2000 && expected.length === 2000 && apart <= EXACT)) {
        fail(`of the 200 test digits, a probability is ${apart} from the native one`);
    }
    const sheet = await page.$('.lab-drawing .sheet');
    await page.$eval('.lab-drawing .sheet', (field) => field.scrollIntoView({ block: 'center' }));
    const { x, y, width } = await sheet.boundingBox();
    const at = (right, down) => [x + right * width, y + down * width];
    await page.mouse.move(...at(0.25, 0.2));
    await page.mouse.down();
    for (const corner of [[0.6, 0.2], [0.35, 0.7]]) {
        await page.mouse.move(...at(...corner), { steps: 12 });
    }
    const answer = await page.$eval('.lab-drawing .answer', (answer) => answer.textContent);
    await page.mouse.up();
    const said = await page.$eval('.lab-drawing .said', (said) => said.textContent);
    if (answer !== '7' || !said.startsWith('The network reads a 7')) {
        fail(`a seven is read as ${answer}, and said to be: ${said}`);
    }
    const drawing = await page.$eval('figure[data-lab="drawing"]', (figure) => {
        const answers = Array.from({ length: 50 }, () => {
            const begin = performance.now();
            figure.lab.can.draw();
            return performance.now() - begin;
        });
        return answers.sort((a, b) => a - b)[25];
    });
    console.log(`${base.slice(0, 5)}  200 test digits, furthest probability ${apart.toExponential(1)}; an answer takes ${answering.toFixed(2)} ms, to show it ${drawing.toFixed(2)} ms`);
    await page.close();
}

// How long from the click to the first answer: the median of ten.
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
console.log(`click to answer: ${((times[4] + times[5]) / 2).toFixed(0)} ms (median of ten, ${times[0].toFixed(0)} to ${times[9].toFixed(0)})`);

// Every way of a product has a speed here, and the library is not the slowest.
{
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

const { page } = await open(`${address}/playground.html#lab=playground&points=500&layers=8:tanh,8:tanh&batch=32`);
await page.waitForFunction(started, { timeout: 30_000 }, 'playground');
const speed = await page.evaluate(() => new Promise((resolve) => {
    const stage = document.querySelector('figure[data-lab]').lab;
    stage.play();
    setTimeout(() => {
        const { count, steps, time } = stage.frames;
        const seconds = (performance.now() - time) / 1000;
        resolve({ frames: count / seconds, epochs: steps / 13 / seconds, drawing: stage.cost });
    }, 4000);
}));
console.log(`playground, 500 points, 2-8-8-1, batch 32: ${speed.frames.toFixed(0)} frames and ${speed.epochs.toFixed(0)} epochs a second; drawing takes ${speed.drawing.toFixed(1)} ms`);

await browser.close();
failures.forEach((failure) => console.error(failure));
process.exitCode = failures.length === 0 ? 0 : 1;
