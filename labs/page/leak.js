// Chapter 10: tables of noise, one after the other: what features promise that were chosen before the split, and after it.
'use strict';

annLabs.define('leak', (stage, { Leak }, settings) => {
    const { element, shape, digits, slider } = annLabs;
    const state = { d: 500, m: 100, k: 20, seed: 0 };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = Number(value);
    }
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Leak(settings);
    const NAMES = ['chosen from all samples, then split', 'split, then chosen from the training samples'];
    const SHORT = ['from all', 'from training'];
    const KINDS = ['leaky', 'honest'];

    /* ---- A stack of dots for each choice, over the accuracy ---- */

    const HEIGHT = 166;
    const [left, below, above, right] = [14, 40, 6, 14];
    let width = 420;
    const px = (accuracy) => left + accuracy * (width - left - right);
    const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
    const stacks = NAMES.map((name, choice) => {
        const svg = shape('svg', { class: `plot stacks ${KINDS[choice]}`, role: 'img' });
        const [axes, dots, mean] = [shape('g', { class: 'axes' }), shape('path', { class: 'dots' }), shape('path', { class: 'mean' })];
        svg.append(axes, dots, mean);
        return { svg, axes, dots, mean, box: element('div', {}, element('p', { className: `head ${KINDS[choice]}`, textContent: name }), svg) };
    });
    const drawStacks = (numbers) => {
        const counts = [...lab.counts()];
        const tests = counts.length / 2 - 1;
        const highest = Math.max(1, ...counts);
        const step = (width - left - right) / tests;
        const up = Math.min(8, (HEIGHT - above - below) / highest);
        stacks.forEach(({ svg, dots, mean }, choice) => {
            let d = '';
            counts.slice(choice * (tests + 1), (choice + 1) * (tests + 1)).forEach((count, right) => {
                const [x, floor] = [px(right / tests).toFixed(1), HEIGHT - below];
                // Where there is no room for dots, they become a bar.
                if (up < 5 && count > 0) {
                    d += `M${x},${floor}V${(floor - up * count).toFixed(1)}`;
                } else {
                    for (let n = 0; n < count; n += 1) {
                        d += `M${x},${(floor - up * (n + 0.5)).toFixed(1)}h0`;
                    }
                }
            });
            dots.setAttribute('d', d);
            dots.classList.toggle('bars', up < 5);
            dots.style.strokeWidth = up < 5 ? Math.max(2, 0.75 * step) : Math.min(up - 1, step);
            const [at, error, promises] = numbers.slice(1 + 4 * choice);
            mean.setAttribute('d', numbers[0] > 0 ? `M${px(at).toFixed(1)},${above}V${HEIGHT - below + 6}` : '');
            svg.setAttribute('aria-label', `Test accuracies of ${numbers[0]} tables, features ${NAMES[choice]}: mean ${digits(at, 3)}, standard error ${digits(error, 2)}, ${digits(100 * promises, 3)} % above 0.7`);
        });
    };

    /* ---- The last table ---- */

    const SIDE = 150;
    const scatters = NAMES.map((name, choice) => {
        const svg = shape('svg', { class: 'plot scatter', viewBox: `0 0 ${SIDE} ${SIDE}`, role: 'img', 'aria-label': `The last table over the two features that were ${name} first` });
        return { svg, box: element('div', {}, element('p', { className: 'head', textContent: `chosen ${SHORT[choice]}` }), svg) };
    });
    const drawScatters = () => {
        const points = lab.points();
        const half = points.length / 2;
        scatters.forEach(({ svg }, choice) => {
            const at = (value) => (SIDE / 2) * (1 + Math.max(-3, Math.min(3, value)) / 3.2);
            const marks = { '00': '', '10': '', '01': '', '11': '' };
            const sums = [[0, 0, 0], [0, 0, 0]];
            for (let j = choice * half; j < (choice + 1) * half; j += 4) {
                const [x, y, label, isTest] = points.slice(j, j + 4);
                const [cx, cy] = [at(x), SIDE - at(y)];
                const r = isTest ? 2.6 : 1.4;
                // A circle for heads, a square for tails.
                marks[`${label}${isTest}`] += `M${(cx - r).toFixed(1)},${(label ? cy - r : cy).toFixed(1)}${label ? `h${2 * r}v${2 * r}h${-2 * r}z` : `a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`}`;
                if (isTest) {
                    sums[label] = [sums[label][0] + x, sums[label][1] + y, sums[label][2] + 1];
                }
            }
            const cross = ([x, y, n]) => `M${(at(x / n) - 6).toFixed(1)},${(SIDE - at(y / n)).toFixed(1)}h12m-6,-6v12`;
            svg.replaceChildren(
                shape('path', { class: 'frame', d: `M0,${SIDE / 2}H${SIDE}M${SIDE / 2},0V${SIDE}` }),
                ...Object.entries(marks).map(([kind, d]) => shape('path', { class: `class-${kind[0]} ${kind[1] === '1' ? 'test' : 'train'}`, d })),
                ...(half > 0 ? sums.flatMap((sum, label) => [shape('path', { class: 'under-cross', d: cross(sum) }), shape('path', { class: `cross class-${label}`, d: cross(sum) })]) : []),
            );
        });
    };

    /* ---- The page ---- */

    const table = element('table', {});
    const renew = () => { lab = new Leak(text()); };
    const set = (key) => (value) => stage.anew(() => { state[key] = value; renew(); });
    const d = slider('features D', { from: 2, to: 1000, value: state.d, log: true, whole: true, places: 4 }, set('d'));
    const m = slider('samples m', { from: 40, to: 200, value: state.m, step: 4, whole: true }, set('m'));
    const k = slider('features chosen k', { from: 1, to: 40, value: state.k, step: 1, whole: true }, set('k'));
    const keys = element('p', { className: 'keys' }, ...[['class-0', 'heads'], ['class-1', 'tails'], ['train', 'trained on'], ['test', 'tested on'], ['cross', 'mean of what is tested on']].map(([kind, words]) => element('span', { className: `mark ${kind}`, textContent: words })));
    const side = element('div', { className: 'side' }, d.label, m.label, k.label, table);
    const last = element('div', { className: 'last' }, element('p', { className: 'head', textContent: 'the last table, by the two features chosen first' }), element('div', { className: 'scatters' }, ...scatters.map(({ box }) => box)), keys);
    stage.bench.append(element('div', { className: 'pair' }, element('div', { className: 'left' }, ...stacks.map(({ box }) => box)), side), last);

    const resize = () => {
        const room = stage.bench.clientWidth || 560;
        width = room < 720 ? room : Math.min(520, room - 330);
        stacks.forEach(({ svg, axes }) => {
            svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
            Object.assign(svg.style, { width: `${width}px`, height: `${HEIGHT}px` });
            const floor = HEIGHT - below;
            axes.replaceChildren(
                shape('path', { d: `M${left},${floor}H${width - right}` }), shape('path', { class: 'coin', d: `M${px(0.5)},${above}V${floor}` }),
                ...[0, 0.25, 0.5, 0.75, 1].map((accuracy) => word(px(accuracy), floor + 18, accuracy, 'middle')),
                word(width - right, floor + 35, 'test accuracy', 'end'),
            );
        });
    };
    const say = () => {
        const [tables, ...rest] = lab.numbers();
        const named = SHORT.map((name, choice) => `${digits(rest[4 * choice], 3)} chosen ${name}`);
        return tables === 0 ? 'No table yet.' : `After ${tables} ${tables === 1 ? 'table' : 'tables'} the mean test accuracy is ${named.join(', ')}.`;
    };
    const draw = () => {
        const numbers = [...lab.numbers()];
        drawStacks(numbers);
        drawScatters();
        const of = (place, tell) => [0, 1].map((choice) => element('td', { textContent: numbers[0] > 0 ? tell(numbers[1 + 4 * choice + place]) : '–' }));
        const row = (name, place, tell) => element('tr', {}, element('th', { scope: 'row', textContent: name }), ...of(place, tell));
        table.replaceChildren(
            element('thead', {}, element('tr', {}, element('th', { scope: 'col', textContent: `tables ${numbers[0]}` }), ...SHORT.map((name, choice) => element('th', { scope: 'col', className: KINDS[choice], textContent: name })))),
            element('tbody', {}, row('mean', 0, (mean) => mean.toFixed(3)), row('standard error', 1, (error) => (Number.isFinite(error) ? error.toFixed(3) : '–')), row('above 0.7', 2, (part) => `${digits(100 * part, 3)} %`), row('last table', 3, (accuracy) => digits(accuracy, 3))));
    };
    resize();
    requestAnimationFrame(() => { resize(); stage.draw(); });
    const asked = { ...state };
    stage.act({
        about: `Every step draws a new table of noise, a coin for each label, and splits it, three quarters for training. The k features that differ most between heads and tails are chosen twice, and a logistic regression learns from each choice. A dot is a table: its place is the accuracy on the test samples. If k is D or more, nothing is chosen, and both agree. In the small pictures is the last table. Chosen from all, the features set the test samples apart, too, as the crosses show; that is why they were chosen. Chosen from the training samples, they leave it to chance.`,
        question: {
            text: `Before you run it: every table is noise, ${asked.m} samples and ${asked.d} features, and the labels are coins; nothing can be learnt. ${Math.min(asked.k, asked.d)} features are chosen before the split. What is the mean test accuracy, from 0 to 1?`,
            verdict: (guess) => {
                const run = new Leak(Object.entries(asked).map(([key, value]) => `${key}=${value}`).join('&'));
                run.step(40);
                const [, mean, error] = run.numbers();
                const apart = guess - mean;
                const judged = Math.abs(apart) < 0.03 ? 'Well guessed.' : `That is ${digits(Math.abs(apart), 2)} too ${apart > 0 ? 'high' : 'low'}.`;
                return `You said ${digits(guess, 3)}; over 40 tables it is ${digits(mean, 3)}, give or take ${digits(error, 1)}. ${judged} Run it, and see what is left if the split comes first.`;
            },
        },
        step: (n) => lab.step(n),
        again: renew,
        seedName: 'New tables',
        seed: () => { state.seed = (state.seed + 1000) % 9_000_000; renew(); },
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '20',
    });
});
