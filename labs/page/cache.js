// Chapter 8: the activations of a deep network through a step, a layer at a time; which are kept, and what is computed twice.
'use strict';

annLabs.define('cache', (stage, { Kept }, settings) => {
    const { element, shape, digits, slider, Chart } = annLabs;
    const state = { layers: 36, keep: 6, m: 32 };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = Number(value);
    }
    state.keep = Math.min(state.keep, state.layers);
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Kept(settings);
    const kilo = (bytes) => digits(bytes / 1000, 4);

    const row = shape('svg', { class: 'plot row', role: 'img' });
    const bars = shape('svg', { class: 'plot bars', role: 'img' });
    const legend = element('div', { className: 'legend' },
        ...[['begins', 'kept: a stretch begins here'], ['inside', 'kept for the stretch at work'], ['none', 'forgotten'], ['twice', 'a dot: computed forward once']].map(([name, words]) => element('span', {}, element('i', { className: `box ${name}` }), words)));
    const chart = new Chart(stage, { label: 'Kilobytes that are kept, after each layer', unit: 'layer', lines: [{ name: 'kB kept', colour: 'positive' }], height: 110 });
    const numbers = element('dl', { className: 'numbers' });
    const renew = () => { lab = new Kept(text()); chart.clear(); };
    const set = (key) => (value) => {
        stage.pause();
        state[key] = value;
        if (state.keep > state.layers) {
            state.keep = state.layers;
        }
        keep.input.max = state.layers;
        keep.set(state.keep);
        stage.guarded(renew);
        stage.draw();
        stage.keep();
        stage.tell(say());
    };
    const keep = slider('layers in a stretch, k', { from: 1, to: state.layers, value: state.keep, step: 1, whole: true }, (value) => set('keep')(value));
    const layers = slider('layers, L', { from: 1, to: 48, value: state.layers, step: 1, whole: true }, set('layers'));
    const samples = slider('samples, m', { from: 1, to: 256, value: state.m, step: 1, whole: true }, set('m'));
    const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
    stage.bench.append(legend, row, element('div', { className: 'pair' },
        element('div', { className: 'side' }, chart.box, bars),
        element('div', { className: 'side' }, keep.label, layers.label, samples.label, numbers)));

    let [width, half] = [700, 340];
    const [HEIGHT, BARS] = [92, 150];
    const resize = () => {
        width = Math.max(280, stage.bench.clientWidth || 700);
        half = Math.max(260, bars.parentElement.clientWidth || 340);
        for (const [svg, wide, high] of [[row, width, HEIGHT], [bars, half, BARS]]) {
            svg.setAttribute('viewBox', `0 0 ${wide} ${high}`);
            Object.assign(svg.style, { width: `${wide}px`, height: `${high}px` });
        }
    };
    /// Every activation a box; above them the layer at work, below them how often each was computed.
    const drawRow = () => {
        const kept = lab.kept();
        const forwards = lab.forwards();
        const [, layer, isForward] = lab.numbers();
        const pace = (width - 4) / kept.length;
        const at = (l) => 2 + l * pace;
        const size = Math.min(pace * 0.78, 26);
        const every = Math.ceil(28 / pace);
        const [x, way] = [at(layer) + size / 2, isForward ? 1 : -1];
        row.replaceChildren(
            ...[...kept].map((kind, l) => shape('rect', { class: `box ${['none', 'begins', 'inside'][kind]}`, x: at(l), y: 24, width: size, height: 34, rx: 2 })),
            ...[...forwards].flatMap((times, k) => Array.from({ length: times }, (_, n) => shape('circle', { class: 'dot', cx: at(k + 1) + size / 2, cy: 65 + 6 * n, r: 2.2 }))),
            ...[...kept].map((_, l) => l).filter((l) => l % every === 0).map((l) => word(at(l) + size / 2, HEIGHT - 4, l === 0 ? 'X' : l, 'middle')),
            ...(layer > 0 ? [shape('path', { class: 'now', d: `M${x - 7 * way},6V18L${x + 6 * way},12Z` })] : []),
        );
        const count = (kind) => kept.filter((one) => one === kind).length;
        row.setAttribute('aria-label', `${count(1)} activations are kept where stretches begin, ${count(2)} for the stretch at work, ${count(0)} are not there. ${say()}`);
    };
    /// The most that is kept, for each length of stretch. That of the others is asked for.
    const drawBars = () => {
        const foretold = lab.foretold();
        const peaks = Array.from({ length: foretold.length / 2 }, (_, k) => foretold[2 * k]);
        const highest = Math.max(...peaks);
        const [left, base] = [44, BARS - 34];
        const pace = (half - left - 6) / peaks.length;
        const y = (bytes) => base - (bytes / highest) * (base - 16);
        const every = Math.ceil(26 / pace);
        bars.replaceChildren(
            shape('g', { class: 'axes' }, shape('path', { d: `M${left},12V${base}H${half - 6}` }), word(left - 6, base + 4, '0', 'end'), word(left - 6, 20, kilo(highest), 'end'),
                ...peaks.map((_, k) => k + 1).filter((k) => k === 1 || k % every === 0).map((k) => word(left + (k - 0.5) * pace, base + 15, k, 'middle')),
                word(half - 6, BARS - 3, 'layers in a stretch', 'end'), word(left + 6, 12, 'kB at most', 'start')),
            ...peaks.map((bytes, k) => [bytes, k + 1]).filter(([, k]) => !stage.isLocked || k === state.keep).map(([bytes, k]) => shape('rect', { class: k === state.keep ? 'bar this' : 'bar', x: left + (k - 0.88) * pace, y: y(bytes), width: 0.76 * pace, height: base - y(bytes) })),
        );
        const least = peaks.indexOf(Math.min(...peaks)) + 1;
        bars.setAttribute('aria-label', `Kilobytes at most for each length of stretch: ${kilo(peaks[state.keep - 1])} with ${state.keep}.${stage.isLocked ? '' : ` Least, ${kilo(peaks[least - 1])}, with ${least}.`}`);
    };
    const say = () => {
        const [, layer, isForward, bytes, peak, , forwards, isOver] = lab.numbers();
        if (isOver) {
            return `The step is over: ${kilo(peak)} kB at most, ${forwards} layers computed forward instead of ${state.layers}.`;
        }
        return layer === 0 ? `Only X is kept: ${kilo(bytes)} kB.` : `Layer ${layer} ${isForward ? 'forward' : 'back'}: ${kilo(bytes)} kB are kept.`;
    };
    const draw = () => {
        const [steps, , , bytes, peak, one, forwards] = lab.numbers();
        chart.push(steps, bytes / 1000);
        chart.draw();
        drawRow();
        drawBars();
        const rows = [
            ['kept now', `${kilo(bytes)} kB`], ['at most so far', `${kilo(peak)} kB`], ['one array', `${kilo(one)} kB`],
            ['forward', `${forwards} layers`], ['work of a whole step', `${digits((lab.foretold()[2 * state.keep - 1] + 2 * state.layers) / (3 * state.layers), 3)} times`],
        ];
        numbers.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    const other = Math.min(state.layers, 2 * state.keep);
    const [asked, here] = [other, state.keep].map((k) => lab.foretold()[2 * k - 2] / 1000);
    stage.act({
        about: 'A step of the plain network, layers of 16 neurons, numbers of 8 bytes: activations only, without the two arrays more that the library keeps. One step is one layer, forward or back.',
        question: {
            text: `Before you run it: ${state.layers} layers in stretches of ${state.keep} keep ${digits(here)} kB at most. How many kB in stretches of ${other}?`,
            unit: 'kB',
            verdict: (guess) => `You said ${digits(guess)}; it is ${digits(asked)} kB${Math.abs(guess / asked - 1) < 0.02 ? ', as you said' : ''}. Run the step, then move k.`,
        },
        step: (n) => lab.step(n),
        again: renew,
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '20',
    });
});
