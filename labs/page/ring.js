// Chapter 14: an all-reduce, step by step, on a ring or through one rank.
'use strict';

annLabs.define('ring', (stage, { Ring }, settings) => {
    const { element, shape, digits, menu, slider } = annLabs;
    let ring = new Ring(settings);
    const state = {};
    const take = () => new URLSearchParams(ring.settings()).forEach((value, key) => { state[key] = key === 'way' ? value : Number(value); });
    take();
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    // The still figure shows all steps of four ranks at once: it stays.
    stage.figure.classList.add('beside');

    const svg = shape('svg', { class: 'plot', role: 'img' });
    const numbers = element('dl', { className: 'numbers' });
    const begin = () => {
        ring = new Ring(text());
        take();
    };
    const set = (name) => (value) => { state[name] = value; stage.anew(begin); };
    const way = menu('the way', [['ring', 'on a ring, (14.3)'], ['one', 'through rank 0']], state.way, set('way'));
    const control = (label, name, range) => slider(label, { ...range, value: state[name] }, set(name)).label;
    const side = element('div', { className: 'side' }, way.label,
        control('ranks R', 'ranks', { from: 2, to: 12, step: 1, whole: true }),
        control('the list, N, in MB', 'mb', { from: 0.001, to: 1000, log: true }),
        control('latency c, in µs', 'latency', { from: 0.1, to: 1000, log: true }),
        control('bandwidth B, in GB/s', 'bandwidth', { from: 0.1, to: 100, log: true }),
        numbers);
    const picture = element('div', { className: 'picture' }, svg);
    stage.bench.append(element('div', { className: 'pair' }, picture, side));

    const [left, top] = [62, 54];
    let width = 460;
    const resize = () => {
        const room = stage.bench.clientWidth || 760;
        width = Math.max(270, Math.min(480, room < 720 ? room : room - 310));
    };
    /// A time in the unit that it is read in.
    const time = (milliseconds) => (milliseconds < 1 ? `${digits(1000 * milliseconds, 3)} µs` : `${digits(milliseconds, 3)} ms`);
    const say = () => {
        const [done, all, complete, sums, received] = ring.numbers();
        return `Step ${done} of ${all}: ${complete} of ${sums} sums are complete; rank 0 has received ${digits(received / state.mb, 3)} lists.`;
    };
    const draw = () => {
        const [done, all, complete, sums, received, sofar, onRing, throughOne] = ring.numbers();
        const [cells, moves, size, lists] = [ring.cells(), ring.moves(), state.ranks, received / state.mb];
        const cell = Math.min(52, (width - left - 34) / size);
        const row = cell + (size > 8 ? 8 : 14);
        const height = top + size * row + 6;
        svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
        svg.style.width = `${width}px`;
        svg.style.height = `${height}px`;
        picture.style.width = `${width}px`;
        const [x, y] = [(k) => left + k * cell, (r) => top + r * row];
        const parts = [];
        const word = (at, words, kind, anchor = 'middle') => parts.push(Object.assign(shape('text', { x: at[0], y: at[1], 'text-anchor': anchor, class: kind }), { textContent: words }));
        word([x(size / 2), 14], 'chunk', '');
        // What has just come: its cells, and the way that it came.
        const came = new Set();
        for (let i = 0; i < moves.length; i += 3) {
            const [from, to, chunk] = moves.subarray(i, i + 3);
            const isWhole = chunk === size;
            for (let k = isWhole ? 0 : chunk; k < (isWhole ? size : chunk + 1); k += 1) {
                came.add(to * size + k);
            }
            if (isWhole) {
                const [end, x1] = [x(size) + 6, x(size) + 22];
                const tip = y(to) + cell / 2;
                parts.push(shape('path', { class: 'way', d: `M${end},${y(from) + cell / 2}H${x1}V${tip}H${end}m6,-4l-6,4l6,4` }));
            } else {
                // From the rank above; to the first one from the last, round the corner.
                const [x0, tip] = [x(chunk) + cell / 2 - 1, y(to) - 2];
                parts.push(shape('path', { class: 'way', d: `M${x0},${tip - (to === 0 ? 12 : row - cell - 2)}V${tip}m-3,-4l3,4l3,-4` }));
            }
        }
        for (let r = 0; r < size; r += 1) {
            word([left - 8, y(r) + cell / 2 + 4], `rank ${r}`, '', 'end');
            if (r === 0) {
                for (let k = 0; k < size; k += 1) {
                    word([x(k) + cell / 2, 30], k, '');
                }
            }
            for (let k = 0; k < size; k += 1) {
                const count = cells[r * size + k];
                const kind = `cell${count === size ? ' whole' : ''}${came.has(r * size + k) ? ' came' : ''}`;
                const rect = shape('rect', { class: kind, x: x(k), y: y(r), width: cell - 2, height: cell, rx: 2 });
                rect.style.setProperty('--part', count / size);
                parts.push(rect);
                word([x(k) + cell / 2 - 1, y(r) + cell / 2 + 4], count, count === size ? 'in whole' : 'in');
            }
        }
        svg.replaceChildren(...parts);
        const rows = Array.from({ length: size }, (_, r) => `rank ${r} has ${[...cells.subarray(r * size, (r + 1) * size)].filter((count) => count === size).length}`);
        svg.setAttribute('aria-label', `After step ${done} of ${all}, of ${size} complete sums ${rows.join(', ')}.`);
        const told = [
            ['step', `${done} of ${all}`], ['complete sums', `${complete} of ${sums}`],
            ['rank 0 has received', `${digits(received, 3)} MB, ${digits(lists, 3)} N`],
            ['time so far', time(sofar)], ['the whole on a ring, (14.4)', time(onRing)], ['the whole through rank 0, (14.2)', time(throughOne)],
        ];
        numbers.replaceChildren(...told.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
        if (done === all) {
            stage.verdict?.(`${stage.guess === undefined ? '' : `You said ${digits(stage.guess)}. `}Rank 0 has received ${digits(lists, 4)} lists: ${state.way === 'ring' ? `2 (R − 1) / R with ${size} ranks, and so has each other` : `R − 1 with ${size} ranks, and each other has received one`}.`);
        }
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: 'A row is a rank, a cell one of its chunks; the number counts the ranks that have gone into it, and a filled cell is complete. Outlined is what has just come: on a ring from the rank above (to rank 0 from the last), else along the line. The times are those of (14.2) and (14.4), which take all messages of a step to go at once.',
        question: {
            text: `Before you run it: ${state.ranks} ranks on a ring. How many times the length of its list does each rank receive, until all have all sums?`,
            verdict: (guess) => `You said ${digits(guess)}. Run it to the end.`,
        },
        step: (n) => ring.step(n),
        again: () => ring.again(),
        draw, say, resize,
        numbers: () => [...ring.numbers()],
        state: text,
        speed: '1',
    });
});
