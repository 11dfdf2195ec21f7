// Each control of a lab is moved; the keyboard alone runs it; settings that are none are answered.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { started } from './labs-cases.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/// At these widths; with or without a look at names and contrasts, which are the same in all browsers.
export async function controls(open, address, lab, name, { widths, isWhole }) {
    for (const width of widths) {
        const { page, fail } = await open(`${address}/${name}`, { width });
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
            await page.keyboard.press(' ');
            await new Promise((wake) => setTimeout(wake, 700));
            const ran = await page.evaluate((lab) => document.querySelector(`figure[data-lab="${lab}"]`).lab.clock.frames.steps, lab);
            if (ran === 0) {
                fail(`${lab} does not run from the keyboard (${width} px)`);
            }
            await page.keyboard.press(' ');
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
                await stage.anew(stage.can.again);
                await stage.advance(2);
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
        if (isWhole) {
            await page.evaluate(axe);
            const serious = await page.evaluate(async () => {
                const { violations } = await window.axe.run('.lab', { resultTypes: ['violations'] });
                const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
                return bad.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes[0].target.join(' ')} ${nodes[0].any[0]?.message ?? ''}`);
            });
            serious.forEach((problem) => fail(`${lab}, ${width} px: ${problem}`));
        }
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
