// Chapter 3: the length of dW in each layer of a deep network, at the start and while it learns.
'use strict';

annLabs.define('vanishing', (stage, { Vanishing }, settings) => {
    const { element, shape, digits, menu, slider, Chart } = annLabs;
    const state = { hidden: 5, g: 'relu', rate: 0.05, seed: 2 };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = key === 'g' ? value : Number(value);
    }
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Vanishing(settings);
    let first = lab.numbers().slice(2);

    const chart = new Chart(stage, { label: 'The cost J after each step', unit: 'step', lines: [{ name: 'J', colour: 'positive' }], height: 100 });
    const renew = () => {
        lab = new Vanishing(text());
        first = lab.numbers().slice(2);
        chart.clear();
    };
    const set = (key) => (value) => stage.anew(() => { state[key] = value; renew(); });
    const GS = ['relu', 'leaky-relu', 'tanh', 'sigmoid', 'identity'];
    const g = menu('g of the hidden layers', GS.map((one) => [one, one]), state.g, set('g'));
    const hidden = slider('hidden layers', { from: 1, to: 14, value: state.hidden, step: 1 }, set('hidden'));
    const rate = slider('learning rate α', { from: 0.001, to: 10, value: state.rate, log: true }, (value) => {
        state.rate = value;
        stage.guarded(() => lab.set_rate(value));
        stage.keep();
    });

    const plot = shape('svg', { class: 'plot', role: 'img' });
    const legend = element('div', { className: 'legend' }, element('span', { className: 'key now', textContent: 'length of dW' }), element('span', { className: 'key start', textContent: 'before the first step' }));
    const side = element('div', { className: 'side' }, g.label, hidden.label, rate.label, chart.box);
    stage.bench.append(element('div', { className: 'pair' }, element('div', { className: 'left' }, legend, plot), side));
    let width = 440;
    const HEIGHT = 290;
    const [left, bottom, top, right] = [52, 34, 10, 12];
    const resize = () => {
        const space = stage.bench.clientWidth || 560;
        width = space < 720 ? space : Math.min(500, space - 320);
        plot.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
        Object.assign(plot.style, { width: `${width}px`, height: `${HEIGHT}px` });
    };
    const drawPlot = (lengths) => {
        const last = lengths.length;
        // Until the guess is made, only the last layer is shown: the others are the answer.
        const shown = (list) => [...list].map((size, k) => [k + 1, size]).filter(([l, size]) => size > 0 && (!stage.isLocked || l === last));
        const logs = [...shown(first), ...shown(lengths)].map(([, size]) => Math.log10(size));
        const [low, high] = [Math.floor(Math.min(-3, ...logs)), Math.ceil(Math.max(0, ...logs))];
        const px = (l) => left + ((l - 0.5) / last) * (width - left - right);
        const py = (size) => top + ((high - Math.log10(size)) / (high - low)) * (HEIGHT - top - bottom);
        const base = HEIGHT - bottom;
        const bar = Math.min(26, 0.6 * ((width - left - right) / last));
        const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
        const every = Math.max(1, Math.ceil((high - low) / 6));
        const powers = Array.from({ length: high - low + 1 }, (_, k) => low + k).filter((power) => power % every === 0);
        plot.replaceChildren(
            shape('g', { class: 'axes' }, shape('path', { d: `M${left},${top}V${base}H${width - right}` }),
                ...powers.map((power) => word(left - 8, py(10 ** power) + 4, digits(10 ** power).replace(/^1(\.00)?·/, ''), 'end')),
                ...Array.from({ length: last }, (_, k) => word(px(k + 1), base + 17, k + 1, 'middle')), word(width - right, HEIGHT - 1, 'layer', 'end')),
            ...shown(lengths).map(([l, size]) => shape('path', { class: 'bar', d: `M${px(l) - bar / 2},${base}V${py(size)}h${bar}V${base}Z` })),
            ...shown(first).map(([l, size]) => shape('path', { class: 'start', d: `M${px(l) - bar / 2 - 4},${py(size)}h${bar + 8}` })),
        );
        plot.setAttribute('aria-label', `The length of dW in each layer, on a logarithmic scale. ${stage.isLocked ? '' : say()}`);
    };
    const say = () => {
        const [steps, cost, ...lengths] = lab.numbers();
        return `Step ${steps}: J is ${digits(cost)}, dW is ${digits(lengths[0], 3)} long in layer 1 and ${digits(lengths[lengths.length - 1], 3)} in layer ${lengths.length}.`;
    };
    const draw = () => {
        const [steps, cost, ...lengths] = lab.numbers();
        chart.push(steps, cost);
        chart.draw();
        drawPlot(lengths);
    };
    resize();
    requestAnimationFrame(() => { resize(); stage.draw(); });
    const asked = { ...state, lengths: first };
    const [second, last] = [asked.lengths[1], asked.lengths[asked.lengths.length - 1]];
    stage.act({
        about: 'The network learns whether two inputs have the same sign. The bars are the lengths of dW now, the strokes those before the first step. Change g or the number of layers, and it starts anew.',
        question: {
            text: `Before you run it: ${asked.hidden} hidden layers with ${asked.g}. In the last layer dW is ${digits(last, 3)} long. How long is it in layer 2? (In a form like 3e-2.)`,
            verdict: (guess) => {
                const apart = Math.max(guess / second, second / guess);
                const judged = apart < 3 ? 'Within a factor of 3.' : Number.isFinite(apart) && apart > 0 ? `That is ${digits(apart, 2)} times too ${guess > second ? 'long' : 'short'}.` : '';
                return `You said ${digits(guess, 3)}; it is ${digits(second, 3)}. ${judged} Now choose another g.`;
            },
        },
        step: (n) => { lab.step(n); return n; },
        again: renew,
        seed: () => { state.seed += 1; renew(); },
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '100',
    });
});
