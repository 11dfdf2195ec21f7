// What the labs are run with, and beside what: the numbers of the native library.

import { execFileSync } from 'node:child_process';

/// How far a number of the page may be from the native one.
export const EXACT = 1e-5;
/// Lab, page, settings, steps, and how far a number may be apart, if that is not EXACT.
export const CASES = [
    ['neuron', '00-one-neuron.html', 'rate=0.2', 500],
    ['neuron', '00-one-neuron.html', 'w=1&b=-2&rate=0.05&moved=3:1.5:2.5', 40],
    ['valley', '06-adam.html', 'rule=momentum&rate=0.021', 60],
    ['valley', '06-adam.html', 'rule=adam&rate=0.75&angle=10&kappa=30&x=2&y=2', 100],
    ['playground', 'playground.html', 'data=moons&layers=8:tanh,8:tanh', 1300],
    ['playground', 'playground.html', 'data=hills&layers=6:relu,4:sigmoid&features=x1,x2,sinx1&rule=rmsprop&rate=0.003&keep=0.9&l2=0.1', 260],
    ['playground', 'playground.html', 'l1=3&layers=4:tanh&rule=sgd&rate=0.1', 130],
    ['signal', '01-architecture.html', 'scale=0.12', 0],
    ['playground', 'playground.html', 'l1=3&layers=4:tanh&rule=sgd&rate=0.1', 130],
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
    ['leak', '10-data.html', '', 20],
    ['leak', '10-data.html', 'd=1000&m=199&k=40&seed=1000', 12],
    ['speed', '12-going-fast.html', 'm=64', 0],
    ['drawing', '13-at-full-size.html', 'digit=8', 0],
    ['drawing', '13-at-full-size.html', 'ink=4c33b33366cc.5980a680', 0],
    ['ring', '14-beyond-one-machine.html', 'ranks=4', 3],
    ['ring', '14-beyond-one-machine.html', 'way=one&ranks=9&mb=20&latency=1.2&bandwidth=25', 11],
];
/// The steps of the front page's figure.
const HERO = ['hero', 'index.html', '', 5000];
/// What chapter 13's lab answers to the test digits that it carries.
const TEST_DIGITS = ['test digits', '13-at-full-size.html', '', 0];

/// The numbers of these cases, and behind them those of the front page and of the test digits, as the compiled example `numbers` of `labs` computes them.
export function native(program) {
    const settings = [...CASES, HERO, TEST_DIGITS].flatMap(([lab, , settings, steps]) => [lab, settings, String(steps)]);
    const lines = execFileSync(program, settings, { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => line.replaceAll('inf', 'Infinity').split(' ').map(Number));
}

/// Whether a lab of a page has started.
export const started = (lab) => document.querySelector(`figure[data-lab="${lab}"]`)?.lab?.can !== undefined;

/// Runs the cases, each in a page of its own, and compares.
export async function compare(open, base, cases, native) {
    for (const [lab, name, settings, steps, exact = EXACT] of cases) {
        const { page, fail } = await open(`${base}/${name}#lab=${lab}&${settings}`);
        await page.waitForFunction(started, { timeout: 30_000 }, lab);
        const shown = await page.evaluate(async (lab, steps) => {
            const stage = document.querySelector(`figure[data-lab="${lab}"]`).lab;
            await stage.advance(steps);
            // As text: there may be an infinite one.
            return stage.can.numbers().map(String);
        }, lab, steps);
        const wanted = native[CASES.findIndex(([other, , known]) => other === lab && known === settings)];
        shown.map(Number).forEach((number, k) => {
            const apart = Math.abs(number - wanted[k]);
            if (!(apart <= exact * Math.max(1, Math.abs(wanted[k])) || number === wanted[k])) {
                fail(`${lab} (${settings}): number ${k + 1} is ${number}, native ${wanted[k]}`);
            }
        });
        await page.close();
    }
}
