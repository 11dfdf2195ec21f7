// Chapter 12: the speed of a product in this browser, four ways, beside that of the machine on which the chapter was recorded.
'use strict';

annLabs.define('speed', (stage, { Speed }, settings) => {
    const { element, shape, digits, menu } = annLabs;
    const state = { m: 128, seed: 0 };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = Number(value);
    }
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Speed(settings);
    const sizes = [...lab.sizes()];
    const recorded = [...lab.recorded()];
    const WAYS = ['by definition', 'by columns', 'by tiles in blocks', 'the library'];
    /// So many times of each are taken: their median is told.
    const ROUNDS = 5;
    /// Milliseconds of a measurement: the clock of a browser has a tenth of one.
    const LONG = 3;
    /// The chapter's layer has 256 neurons that read 784 numbers: as many weights as a layer of 448 that read 448.
    const CHAPTER = Math.sqrt(256 * 784);

    let measured = [];
    let pieces = [];
    let place = 0;
    const renew = () => {
        lab = new Speed(text());
        measured = WAYS.map(() => sizes.map(() => []));
        pieces = WAYS.map(() => sizes.map(() => 1));
        place = 0;
    };
    renew();
    const all = ROUNDS * sizes.length * WAYS.length;
    const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;
    const rates = () => measured.map((way) => way.map(median));

    /// One measurement; what was too short for the clock is done again, more often.
    const measure = () => {
        const way = place % WAYS.length;
        const size = Math.floor(place / WAYS.length) % sizes.length;
        const begin = performance.now();
        const flops = lab.work(way, size, pieces[way][size]);
        const time = performance.now() - begin;
        if (time < LONG) {
            pieces[way][size] *= Math.ceil(Math.min(50, (1.3 * LONG) / Math.max(time, 0.05)));
        }
        if (time >= 0.6 * LONG) {
            measured[way][size].push(flops / time / 1e6);
            place += 1;
        }
    };

    const svg = shape('svg', { class: 'plot', role: 'img' });
    const legend = element('div', { className: 'legend' });
    const table = element('table', {});
    const batch = menu('samples in a batch, m', [4, 16, 64, 128, 256].map((m) => [String(m), String(m)]), String(state.m), (value) => {
        stage.anew(() => { state.m = Number(value); renew(); });
    });
    if (batch.input.selectedIndex < 0) {
        batch.input.append(element('option', { value: String(state.m), textContent: String(state.m), selected: true }));
    }
    stage.bench.append(legend, svg, element('div', { className: 'controls' }, batch.label), element('div', { className: 'scroll', tabIndex: 0, role: 'group', 'aria-label': 'Flops and bytes' }, table));

    let width = 600;
    const HEIGHT = 320;
    const [left, bottom, top, right] = [44, 40, 12, 26];
    const [LOW, HIGH] = [0.2, 200];
    const px = (n) => left + (Math.log2(n / 26) / Math.log2(620 / 26)) * (width - left - right);
    const py = (rate) => top + (Math.log(HIGH / Math.max(rate, LOW)) / Math.log(HIGH / LOW)) * (HEIGHT - top - bottom);
    const resize = () => {
        width = Math.max(280, Math.min(760, stage.bench.clientWidth || 600));
        svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
        Object.assign(svg.style, { width: `${width}px`, height: `${HEIGHT}px` });
    };
    const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
    /// A mark of its own for each way.
    const MARKS = ['M-4.5,0a4.5,4.5 0 1 0 9,0a4.5,4.5 0 1 0 -9,0Z', 'M-4,-4H4V4H-4Z', 'M0,-5.5L5.2,4H-5.2Z', 'M0,-6L6,0L0,6L-6,0Z'];
    const mark = (way, x, y) => shape('path', { class: 'mark', d: MARKS[way], transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` });
    const drawPlot = (now) => {
        const base = HEIGHT - bottom;
        svg.replaceChildren(
            shape('g', { class: 'axes' }, shape('path', { d: `M${left},${top}V${base}H${width - right}` }),
                ...[1, 10, 100].map((rate) => word(left - 8, py(rate) + 4, digits(rate), 'end')),
                ...sizes.map((n) => word(px(n), base + 18, n, 'middle')),
                word(width - right, HEIGHT - 4, 'n (layer n × n)', 'end'), word(left + 8, top + 8, 'GF/s', 'start')),
            shape('path', { class: 'grid', d: [1, 10, 100].map((rate) => `M${left},${py(rate)}H${width - right}`).join('') }),
            ...now.map((way, k) => {
                const known = sizes.map((n, i) => [px(n), py(way[i])]).filter((_, i) => way[i] > 0);
                const line = shape('path', { class: 'line', d: known.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join('') });
                return shape('g', { class: `kind kind-${k}` }, line, ...known.map(([x, y]) => mark(k, x, y)));
            }),
            // Those of the chapter are the answer to what is asked.
            ...(stage.isLocked ? [] : recorded.map((rate, k) => shape('g', { class: `kind kind-${k} recorded` }, mark(k, px(CHAPTER) + 7, py(rate))))),
        );
        svg.setAttribute('aria-label', `Speed against the size of the layer, both axes logarithmic, four ways. ${say()}`);
    };
    const swatch = (k) => shape('svg', { class: `plot kind kind-${k}`, viewBox: '-8 -8 16 16', width: 15, height: 15, 'aria-hidden': 'true' }, mark(k, 0, 0));
    const times = (rates) => rates[3] / rates[0];
    /// How many times as fast as the definition the library is, at the size that was asked about.
    const ASKED = sizes.indexOf(256);
    const say = () => {
        const now = rates();
        const done = place >= all ? 'Done' : `${Math.round((100 * place) / all)} %`;
        const [slow, fast] = [now[0][ASKED], now[3][ASKED]];
        return fast > 0 ? `${done}: with n = 256, ${digits(slow, 3)} GF/s by definition and ${digits(fast, 3)} by the library: ${digits(fast / slow, 3)} times.` : `${done}.`;
    };
    const draw = () => {
        const now = rates();
        drawPlot(now);
        legend.replaceChildren(...WAYS.map((name, k) => element('span', {}, swatch(k), ` ${name}`)));
        const head = (textContent, colSpan = 1) => element('th', { textContent, colSpan, scope: colSpan > 1 ? 'colgroup' : 'col' });
        const cell = (textContent) => element('td', { textContent });
        table.replaceChildren(
            element('thead', {},
                element('tr', {}, head('a product', 4), head('GF/s', 4), head('library')),
                element('tr', {}, ...['n', 'Mflop', 'kB', 'flop/byte', ...WAYS.map((way) => way.split(' ').pop()), ': definition'].map((name) => head(name)))),
            element('tbody', {}, ...sizes.map((n, i) => {
                // As in the chapter: two for each number of W and sample, and every number once, of 4 bytes.
                const [flops, bytes] = [2 * n * n * state.m, 4 * (n * n + 2 * n * state.m)];
                const column = now.map((way) => way[i]);
                return element('tr', {}, ...[n, digits(flops / 1e6, 3), digits(bytes / 1e3, 3), digits(flops / bytes, 3), ...column.map((rate) => digits(rate, 3)), digits(times(column), 3)].map(cell));
            })));
        if (place >= all && stage.guess !== undefined) {
            const found = times(now.map((way) => way[ASKED]));
            stage.verdict(`You said ${digits(stage.guess, 3)}; here it is ${digits(found, 3)}. On the machine of the chapter, with its wider vectors, it was ${digits(recorded[3] / recorded[0], 3)}.`);
        }
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: 'Each frame measures once, for some milliseconds, the product of (n, n) and (n, m), numbers of 32 bits, on one thread; the median of five. Hollow: what the chapter printed for (256, 784) times (784, 128) on its machine. WebAssembly has vectors of four numbers, and no instruction that multiplies and adds at once.',
        question: {
            text: 'Before you run it: your browser multiplies a layer of 256 neurons by a batch. How many times as fast as the definition will the library be, here?',
            verdict: (guess) => `You said ${digits(guess, 3)}. Run it.`,
        },
        step: (n) => {
            for (let taken = 0; taken < n; taken += 1) {
                if (place >= all) {
                    return taken;
                }
                measure();
            }
            return n;
        },
        again: renew,
        draw, say, resize, rates,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: 'full',
    });
});
