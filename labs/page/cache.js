// Chapter 8: the activations of a network, layer by layer, in memory or forgotten, through a step forward and back.
'use strict';

annLabs.define('cache', (stage, { Cache }, settings) => {
    const { element, shape, digits, slider, Chart } = annLabs;
    let cache = new Cache(settings);
    const state = {};
    const take = () => new URLSearchParams(cache.settings()).forEach((value, key) => { state[key] = Number(value); });
    take();
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    // The still figure shows more than this: it stays.
    stage.figure.classList.add('beside');
    // How the trace says it: not there, there, just computed, just computed again, just gone back through.
    const KINDS = ['', 'there', 'forward', 'again', 'backward'];

    const svg = shape('svg', { class: 'plot', role: 'img' });
    const cells = KINDS.map((kind) => shape('path', { class: kind }));
    const axes = shape('g', { class: 'axes' });
    svg.append(axes, ...cells.slice(1));
    const key = (name, words) => element('span', { className: `key ${name}`, textContent: words });
    const legend = element('p', { className: 'keys' }, key('forward', 'computed forward'), key('there', 'in memory'), key('again', 'computed again'), key('backward', 'gone back through'));
    const numbers = element('dl', { className: 'numbers' });
    const chart = new Chart(stage, { label: 'Kilobytes of activations in memory after each operation', unit: 'operation', height: 90, lines: [{ name: 'kB', colour: 'positive' }] });
    const begin = () => {
        cache = new Cache(text());
        take();
        chart.clear();
    };
    const set = (name) => (value) => { state[name] = value; stage.anew(begin); };
    const control = (label, name, range) => slider(label, { ...range, value: state[name], whole: true }, set(name)).label;
    const side = element('div', { className: 'side' },
        control('layers L', 'layers', { from: 2, to: 64, step: 1 }),
        control('stretch, layers between those kept', 'stretch', { from: 1, to: 64, log: true }),
        control('samples m', 'm', { from: 1, to: 1024, log: true }),
        numbers, chart.box);
    const picture = element('div', { className: 'picture' }, svg, legend);
    stage.bench.append(element('div', { className: 'pair' }, picture, side));

    let [width, height] = [480, 440];
    const [left, top] = [40, 30];
    const resize = () => {
        const room = stage.bench.clientWidth || 760;
        width = Math.max(270, Math.min(500, room < 720 ? room : room - 310));
        height = Math.round(Math.min(470, width));
        svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
        svg.style.width = `${width}px`;
        svg.style.height = `${height}px`;
        picture.style.width = `${width}px`;
    };
    const kilobytes = (bytes) => `${digits(bytes / 1000)} kB`;
    const arrays = (bytes, one) => `${Math.round(bytes / one)} ${bytes === one ? 'array' : 'arrays'}, ${kilobytes(bytes)}`;
    const say = () => {
        const [done, all, now, peak, whole, forwards, backwards] = cache.numbers();
        return `Act ${done} of ${all}: ${forwards} layers computed forward, ${backwards} gone back through; ${kilobytes(now)} in memory, at most ${kilobytes(peak)}; keeping all takes ${kilobytes(whole)}.`;
    };
    const draw = () => {
        const [done, all, now, peak, whole, forwards, backwards, work, apart] = cache.numbers();
        const trace = cache.trace();
        const columns = state.layers + 1;
        const [w, h] = [(width - left) / columns, (height - top) / (all + 1)];
        const one = whole / columns;
        const d = KINDS.map(() => '');
        for (let row = chart.at.length === 0 ? 0 : chart.at[chart.at.length - 1] + 1; row <= done; row += 1) {
            const alive = trace.slice(row * columns, (row + 1) * columns).filter((kind) => kind > 0 && kind < 4).length;
            chart.push(row, (alive * one) / 1000);
        }
        trace.forEach((kind, i) => {
            if (kind > 0) {
                const [x, y] = [left + (i % columns) * w, top + Math.floor(i / columns) * h];
                d[kind] += `M${x.toFixed(2)},${y.toFixed(2)}h${(w * 0.88).toFixed(2)}v${(h * 0.9).toFixed(2)}h${(-w * 0.88).toFixed(2)}z`;
            }
        });
        cells.forEach((path, kind) => path.setAttribute('d', d[kind]));
        axes.replaceChildren();
        const word = (x, y, words, anchor) => axes.append(Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent: words }));
        word(left + w / 2, top - 8, 'X', 'middle');
        word(width - w / 2, top - 8, `A${state.layers}`, 'end');
        word((left + width) / 2, top - 8, 'layers', 'middle');
        word(left - 6, top + 12, 'operation 0', 'end');
        word(left - 6, height - 4, all, 'end');
        axes.append(shape('path', { class: 'turn', d: `M${left},${top + (state.layers + 1) * h}H${width}` }));
        chart.draw();
        svg.setAttribute('aria-label', `Layers from left to right, time from above: which activations are in memory after ${done} of ${all} acts. ${Math.round(now / one)} of ${columns} are there.`);
        const rows = [
            ['operation', `${done} of ${all}`], ['in memory', arrays(now, one)], ['at most so far', arrays(peak, one)], ['keeping all', arrays(whole, one)], ['computed forward', forwards], ['gone back through', backwards],
            ['work of the step, keeping all = 1', digits(work, 3)], ['gradient off by', Number.isFinite(apart) ? digits(apart, 2) : '–'],
        ];
        numbers.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
        if (done === all) {
            stage.verdict?.(`${stage.guess === undefined ? '' : `You said ${digits(stage.guess)}. `}At most ${Math.round(peak / one)} arrays were in memory with stretches of ${state.stretch} (L/k + k is ${digits(state.layers / state.stretch + state.stretch, 3)}), and ${forwards} layers were computed forward. Is there a stretch with fewer?`);
        }
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: 'One step of training of a network of L layers, all of 16 neurons, in numbers of 8 bytes. Each line is a moment, from above; each column an array A, from X on the left. Down to the grey line the step goes forward, and keeps the beginnings of the stretches and the last stretch; then it comes back. An array counts only while it is needed; dZ is not counted, as in the chapter.',
        question: {
            text: 'Before you run it: 36 layers, kept at the beginnings of stretches of 6, the last stretch whole. How many of the 37 arrays X, A1, …, A36 are in memory at the same time, at most?',
            verdict: (guess) => `You said ${digits(guess)}. Run it to the end.`,
        },
        step: (n) => cache.step(n),
        again: begin,
        seed: () => { state.seed += 1; begin(); },
        draw, say, resize,
        numbers: () => [...cache.numbers()],
        state: text,
        speed: '20',
    });
});
