// Chapter 4: one bad start, two losses: where each neuron is on its curve, and what its error is after each step.
'use strict';

annLabs.define('losses', (stage, { Losses }, settings) => {
    const { element, shape, digits, slider, Chart, draggable, arrows } = annLabs;
    const state = { z: -8, rate: 1 };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = Number(value);
    }
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Losses(settings);
    const NAMES = ['cross-entropy', 'squared error'];
    const WINDOW = [-12, 6];
    const PLACES = 121;

    /* ---- Both curves, each with its neuron ---- */

    const HEIGHT = 160;
    const [left, bottom, top, right] = [38, 26, 24, 10];
    let width = 400;
    const px = (z) => left + ((z - WINDOW[0]) / (WINDOW[1] - WINDOW[0])) * (width - left - right);
    const panels = NAMES.map((name, k) => {
        const svg = shape('svg', { class: `plot panel ${k === 1 ? 'second' : ''}`, role: 'group', 'aria-label': `The loss of ${name} over the sum z` });
        const inside = shape('clipPath', { id: `losses-inside-${k}` });
        const frame = shape('rect');
        inside.append(frame);
        const [axes, loss, tangent] = [shape('g', { class: 'axes' }), shape('path', { class: 'loss' }), shape('line', { class: 'tangent' })];
        const now = shape('circle', { class: 'now', r: 6 });
        const start = shape('circle', { class: 'handle', r: 8, tabindex: 0, role: 'slider', 'aria-valuemin': WINDOW[0], 'aria-valuemax': WINDOW[1], 'aria-label': `The start of both neurons, on the curve of ${name}` });
        svg.append(inside, axes, shape('g', { 'clip-path': `url(#losses-inside-${k})` }, loss, tangent), start, now);
        return { svg, frame, axes, loss, tangent, now, start };
    });
    let [curves, highs] = [[], [1, 1]];
    const py = (k, loss) => HEIGHT - bottom - (loss / highs[k]) * (HEIGHT - top - bottom);
    const resize = () => {
        const space = stage.bench.clientWidth || 560;
        width = space < 720 ? space : Math.min(470, space - 340);
        const flat = lab.curves(WINDOW[0], WINDOW[1], PLACES);
        curves = [0, 1].map((k) => [...flat.subarray(k * PLACES, (k + 1) * PLACES)]);
        highs = curves.map((curve) => 1.05 * Math.max(...curve));
        panels.forEach(({ svg, frame, axes, loss }, k) => {
            svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
            Object.assign(svg.style, { width: `${width}px`, height: `${HEIGHT}px` });
            Object.entries({ x: left, y: 0, width: width - left - right, height: HEIGHT - bottom }).forEach(([key, value]) => frame.setAttribute(key, value));
            const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
            axes.replaceChildren(shape('path', { d: `M${left},${top}V${HEIGHT - bottom}H${width - right}` }),
                ...[-12, -8, -4, 0, 4].map((z) => word(px(z), HEIGHT - bottom + 17, digits(z), 'middle')),
                ...(k === 0 ? [0, 5, 10] : [0, 0.25, 0.5]).map((value) => word(left - 7, py(k, value) + 4, value, 'end')),
                word(left + 6, 14, `L, ${NAMES[k]}`, 'start'), word(width - right, HEIGHT - bottom + 17, 'z', 'end'));
            const step = (WINDOW[1] - WINDOW[0]) / (PLACES - 1);
            loss.setAttribute('d', curves[k].map((value, n) => `${n === 0 ? 'M' : 'L'}${px(WINDOW[0] + n * step).toFixed(1)},${py(k, value).toFixed(1)}`).join(''));
        });
    };
    const begin = (z) => {
        stage.pause();
        state.z = Math.max(WINDOW[0], Math.min(WINDOW[1], Number(z.toFixed(2))));
        stage.guarded(() => { lab = new Losses(text()); });
        clear();
        start.set(state.z);
        stage.draw();
    };
    const end = () => { stage.keep(); stage.tell(say()); };
    panels.forEach(({ svg, start: handle }) => {
        draggable(handle, { move: (event) => begin(WINDOW[0] + ((event.clientX - svg.getBoundingClientRect().left - left) / (width - left - right)) * (WINDOW[1] - WINDOW[0])), end });
        arrows(handle, (dx, dy) => { begin(state.z + 0.25 * (dx + dy)); end(); });
    });

    /* ---- What they are after each step ---- */

    const lines = () => NAMES.map((name, k) => ({ name, colour: k === 0 ? 'positive' : 'purple', dash: k === 1 }));
    const answers = new Chart(stage, { label: 'The answers a of both neurons after each step, steps on a logarithmic scale', unit: 'answers a, step', logAt: true, lines: lines(), height: 100 });
    const errors = new Chart(stage, { label: 'The size of the error dz of both neurons after each step, both scales logarithmic', unit: 'size of dz, step', log: true, logAt: true, lines: lines(), height: 100 });
    const note = () => {
        const [steps, , a1, , dz1, , , a2, , dz2] = lab.numbers();
        answers.push(steps, a1, a2);
        errors.push(steps, Math.abs(dz1), Math.abs(dz2));
    };
    const clear = () => {
        answers.clear();
        errors.clear();
        note();
    };
    /// So many steps; noted are all of the first, later every twentieth part more.
    const step = (n) => {
        let taken = 0;
        while (taken < n) {
            const asked = Math.min(n - taken, Math.max(1, Math.floor(lab.numbers()[0] / 20)));
            const done = lab.step(asked);
            note();
            taken += done;
            if (done < asked) {
                break;
            }
        }
        return taken;
    };
    const start = slider('sum z at the start', { from: -12, to: 6, value: state.z, step: 0.1 }, (z) => { begin(z); end(); });
    const rate = slider('learning rate α', { from: 0.01, to: 100, value: state.rate, log: true }, (value) => {
        state.rate = value;
        stage.guarded(() => lab.set_rate(value));
        stage.keep();
    });
    const table = element('table', {});
    const side = element('div', { className: 'side' }, start.label, rate.label, table);
    stage.bench.append(element('div', { className: 'pair' }, element('div', { className: 'left' }, ...panels.map(({ svg }) => svg)), side), element('div', { className: 'charts' }, answers.box, errors.box));

    const of = () => {
        const [steps, ...rest] = lab.numbers();
        return { steps, neurons: [0, 1].map((k) => { const [z, a, loss, dz, arrived] = rest.slice(5 * k, 5 * k + 5); return { z, a, loss, dz, arrived }; }) };
    };
    const arrival = ({ arrived }) => (arrived < 0 ? 'not yet' : `${arrived} steps`);
    const say = () => {
        const { steps, neurons } = of();
        return `Step ${steps}: ${neurons.map(({ a }, k) => `under ${NAMES[k]} the neuron says ${digits(a)}`).join(', ')}.`;
    };
    const draw = () => {
        const { steps, neurons } = of();
        panels.forEach(({ tangent, now, start: handle }, k) => {
            const { z, loss, dz } = neurons[k];
            now.setAttribute('cx', px(Math.min(WINDOW[1], z)));
            now.setAttribute('cy', py(k, loss));
            const line = { x1: px(z - 4), y1: py(k, loss - 4 * dz), x2: px(z + 4), y2: py(k, loss + 4 * dz) };
            Object.entries(line).forEach(([key, value]) => tangent.setAttribute(key, value));
            const first = curves[k][Math.round(((state.z - WINDOW[0]) / (WINDOW[1] - WINDOW[0])) * (PLACES - 1))];
            handle.setAttribute('cx', px(state.z));
            handle.setAttribute('cy', py(k, first));
            handle.setAttribute('aria-valuenow', state.z);
        });
        const row = (name, cell) => element('tr', {}, element('th', { scope: 'row', textContent: name }), ...neurons.map((one) => element('td', { textContent: cell(one) })));
        table.replaceChildren(
            element('thead', {}, element('tr', {}, element('th', { scope: 'col', textContent: `step ${steps}` }), ...NAMES.map((name) => element('th', { scope: 'col', textContent: name })))),
            element('tbody', {}, row('z', ({ z }) => digits(z)), row('answer a', ({ a }) => digits(a)), row('L', ({ loss }) => digits(loss)), row('slope dz', ({ dz }) => digits(dz)), row('says 0.9 after', arrival)));
        answers.draw();
        errors.draw();
    };
    resize();
    note();
    requestAnimationFrame(() => { resize(); stage.draw(); });
    const asked = { ...state };
    /// After how many steps each has learnt it, from these settings; not longer than somebody would wait.
    const LONGEST = 300_000;
    const needs = (settings) => {
        const run = new Losses(settings);
        run.step(LONGEST);
        return [5, 10].map((place) => run.numbers()[place]);
    };
    const [entropy, squared] = needs('z=-8&rate=1');
    stage.act({
        about: 'Each neuron has one input, x = 1, and should say 1. Drag the ring: both start there. The red line is the slope of the loss in z, the error that goes back; where it is level, nothing is learnt. It rests when both say 0.9.',
        question: {
            text: `Before you run it: from z = −8 to an answer of 0.9, at α = 1, cross-entropy takes ${entropy} steps and squared error ${squared}. Here both start at z = ${digits(asked.z)}, with α = ${digits(asked.rate)}. How many steps does squared error take?`,
            verdict: (guess) => {
                const steps = needs(Object.entries(asked).map(([key, value]) => `${key}=${value}`).join('&'))[1];
                return `You said ${digits(guess)}; it is ${steps < 0 ? `more than ${digits(LONGEST, 6)}` : digits(steps, 6)}. Run it: its slope is about the answer a itself, and that is e times as small for each unit of z.`;
            },
        },
        step,
        again: () => { lab = new Losses(text()); clear(); },
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '100',
    });
});
