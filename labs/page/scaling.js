// Chapter 10: two features, the valley that their table makes, and plain descent in it, before and after both are scaled.
'use strict';

annLabs.define('scaling', (stage, { Scaling }, settings) => {
    const { element, shape, digits, slider, Chart } = annLabs;
    const state = { times: 10, r: 0.5, scaled: 0, rate: 1, seed: 1 };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = Number(value);
    }
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Scaling(settings);
    const WINDOW = 1.7;

    const svg = shape('svg', { class: 'plot valley', role: 'img' });
    const inside = shape('clipPath', { id: 'scaling-inside' });
    const frame = shape('rect');
    inside.append(frame);
    const map = shape('g', { 'clip-path': 'url(#scaling-inside)' });
    const [contours, way, dots] = [shape('g', { class: 'contours' }), shape('path', { class: 'way' }), shape('path', { class: 'steps' })];
    const [bottom, now, axes] = [shape('path', { class: 'bottom' }), shape('circle', { class: 'now', r: 5 }), shape('g', { class: 'axes' })];
    map.append(contours, way, dots, bottom, now);
    svg.append(inside, axes, map);
    const table = shape('svg', { class: 'plot table', viewBox: '0 0 130 130', role: 'img' });

    const chart = new Chart(stage, { label: 'The cost J after each step, both axes logarithmic', unit: 'step', log: true, logAt: true, lines: [{ name: 'J', colour: 'positive' }], height: 90 });
    const numbers = element('dl', { className: 'numbers' });
    const renew = () => { lab = new Scaling(text()); chart.clear(); };
    const set = (key) => (value) => stage.anew(() => { state[key] = value; renew(); });
    const times = slider('x₂ is larger than x₁, times', { from: 1, to: 1000, value: state.times, log: true }, set('times'));
    const r = slider('correlation of the two', { from: 0, to: 0.95, value: state.r }, set('r'));
    const rate = slider('learning rate, times 1/λmax', { from: 0.1, to: 2.1, value: state.rate, step: 0.01 }, set('rate'));
    const scale = element('button', { type: 'button', className: 'scale' });
    scale.addEventListener('click', () => set('scaled')(1 - state.scaled));
    const side = element('div', { className: 'side' }, scale, times.label, r.label, rate.label, element('div', { className: 'facts' }, numbers, table), chart.box);
    stage.bench.append(element('div', { className: 'pair' }, svg, side));

    let size = 420;
    const [left, below, top, right] = [40, 36, 8, 8];
    const px = (x) => left + ((x + WINDOW) / (2 * WINDOW)) * (size - left - right);
    const py = (y) => size - below - ((y + WINDOW) / (2 * WINDOW)) * (size - top - below);
    const limited = (value) => Math.max(-5000, Math.min(5000, value)).toFixed(1);
    const places = (path, stride) => {
        let d = '';
        for (let i = 0; i < path.length; i += stride) {
            d += `${i === 0 ? 'M' : 'L'}${limited(px(path[i]))},${limited(py(path[i + 1]))}`;
        }
        return d;
    };
    const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
    const resize = () => {
        const room = svg.parentElement.clientWidth || 560;
        size = Math.max(270, Math.min(500, room < 720 ? room : room - 330));
        svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
        Object.assign(svg.style, { width: `${size}px`, height: `${size}px` });
        for (const [key, value] of Object.entries({ x: left, y: top, width: size - left - right, height: size - top - below })) {
            frame.setAttribute(key, value);
        }
        axes.replaceChildren(
            shape('path', { d: `M${left},${top}V${size - below}H${size - right}` }),
            ...[-1, 0, 1].flatMap((x) => [word(px(x), size - below + 17, digits(x), 'middle'), word(left - 8, py(x) + 4, digits(x), 'end')]),
            word(size - right, size - 2, 'w₁', 'end'), word(left + 8, top + 12, 'w₂', 'start'),
        );
        const [x, y] = [px(0), py(0)];
        bottom.setAttribute('d', `M${x - 6},${y}H${x + 6}M${x},${y - 6}V${y + 6}`);
    };
    let drawn = '';
    const drawMap = (steepest, flattest) => {
        // Each ring lies twice as far out as the one inside it.
        const rings = [];
        for (let along = 0.25; flattest * along ** 2 < steepest * (2 * WINDOW) ** 2; along *= 2) {
            rings.push(shape('path', { d: `${places(lab.contour((flattest * along ** 2) / 2), 2)}Z` }));
        }
        contours.replaceChildren(...rings);
        const samples = lab.samples();
        const widest = Math.max(...samples.map(Math.abs));
        let marks = '';
        for (let j = 0; j < samples.length; j += 2) {
            marks += `M${(65 + (52 * samples[j]) / widest).toFixed(1)},${(65 - (52 * samples[j + 1]) / widest).toFixed(1)}h0`;
        }
        table.replaceChildren(shape('path', { class: 'cross', d: 'M8,65H122M65,8V122' }), shape('path', { class: 'dots', d: marks }), word(124, 60, 'x₁', 'end'), word(70, 13, 'x₂', 'start'));
        table.setAttribute('aria-label', `The samples: x₂ against x₁, both on one scale that reaches to ${digits(widest, 3)}`);
    };
    const share = (part) => `${digits(100 * part, 3)} %`;
    const say = () => {
        const [steps, , part] = lab.numbers();
        return `Step ${steps}: ${share(part)} of the way to the bottom is left.`;
    };
    const draw = () => {
        const [steps, cost, part, steepest, flattest, kappa, alpha, needed] = lab.numbers();
        const key = `${text()} ${size}`;
        if (drawn !== key) {
            drawn = key;
            drawMap(steepest, flattest);
        }
        const path = lab.path();
        way.setAttribute('d', places(path, 3));
        let marks = '';
        for (let i = 0; i < Math.min(path.length, 900); i += 3) {
            marks += `M${limited(px(path[i]))},${limited(py(path[i + 1]))}h0`;
        }
        dots.setAttribute('d', marks);
        now.setAttribute('cx', limited(px(path[path.length - 3])));
        now.setAttribute('cy', limited(py(path[path.length - 2])));
        svg.setAttribute('aria-label', `Rings of equal cost over w1 and w2, ${digits(Math.sqrt(kappa), 3)} times as long as wide, and the way from the start to the bottom in the middle. ${say()}`);
        if (steps === 0) {
            chart.clear();
        }
        // Of a long way there are the first places, and the last.
        for (let k = chart.at.length === 0 ? 0 : chart.at[chart.at.length - 1] + 1; k < path.length / 3 - 1; k += 1) {
            chart.push(k, path[3 * k + 2]);
        }
        chart.push(steps, cost);
        chart.draw();
        scale.textContent = state.scaled ? 'As they are' : 'Scale both';
        scale.disabled = stage.isLocked;
        const rows = [
            ['λmax', digits(steepest)], ['λmin', digits(flattest)], ['κ', digits(kappa)], ['α', digits(alpha, 3)],
            ['way left', share(part)], ['step', steps], ['steps to 1 %', Number.isFinite(needed) ? needed : 'never'],
        ];
        // Until the guess is made, the last row is the answer.
        const shown = stage.isLocked ? rows.slice(0, -1) : rows;
        numbers.replaceChildren(...shown.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    const asked = lab.numbers();
    stage.act({
        about: 'Small: the samples, both features on one scale. Large: rings of equal cost over the two weights. All answers are 0, so the bottom is at the cross; the shape of the valley depends on the features alone. The run ends when a hundredth of the way is left.',
        question: {
            text: `Before you run it: κ is ${digits(asked[5], 3)}, and α is ${state.rate === 1 ? '' : `${digits(state.rate, 3)} times `}1/λmax. After how many steps is only 1 % of the way to the bottom still to go?`,
            verdict: (guess) => {
                const needed = asked[7];
                const apart = Math.max(guess / needed, needed / guess);
                const judged = apart < 1.5 ? 'Well guessed.' : Number.isFinite(apart) && apart > 0 ? `That is ${digits(apart, 2)} times too ${guess > needed ? 'many' : 'few'}.` : '';
                return `You said ${digits(guess)}; it is ${Number.isFinite(needed) ? needed : 'never'}. ${judged} Run it, then ${state.scaled ? 'look at them as they are' : 'scale both'}, and run again.`;
            },
        },
        step: (n) => lab.step(n),
        again: renew,
        seedName: 'New samples',
        seed: () => { state.seed += 1; renew(); },
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '100',
    });
});
