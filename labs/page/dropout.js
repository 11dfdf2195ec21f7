// Chapter 7: two moons with lies, a network with dropout and one without; the networks that dropout leaves, and who came in each step.
'use strict';

annLabs.define('dropout', (stage, { Dropout }, settings) => {
    const { element, shape, digits, slider, Chart } = annLabs;
    const usual = { p: 0.5, l2: 0, lies: 0.2, seed: 1 };
    const state = { ...usual };
    let lab = new Dropout(settings);
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = Number(value);
    }
    const text = () => Object.keys(usual).map((key) => `${key}=${state[key]}`).join('&');
    const [neurons, batch, thinned] = lab.sizes();
    const [left, right, below, above] = lab.window();
    // The plane is asked at the middles of so many by so many squares, for the thinned networks at fewer.
    const SQUARES = [44, 30];

    const svg = shape('svg', { class: 'plot', role: 'img' });
    const borders = Array.from({ length: 2 + thinned }, (_, which) => shape('path', { class: ['whole', 'without'][which] ?? 'thinned' }));
    const dots = shape('g', { class: 'dots' });
    const clip = shape('clipPath', { id: 'dropout-inside' });
    const frame = shape('rect');
    clip.append(frame);
    const map = shape('g', { 'clip-path': 'url(#dropout-inside)' });
    map.append(...borders.slice(2), dots, borders[1], borders[0]);
    svg.append(clip, map);

    // A row for each neuron, a column for each sample of the batch, as in the still figure.
    const rolls = [1, 2].map((layer) => {
        const roll = shape('svg', { class: 'roll', role: 'img', viewBox: `0 0 ${batch * 10 + 4} ${neurons * 10 + 14}` });
        const [away, here] = [shape('path', { class: 'away' }), shape('path', { class: 'here' })];
        const drawn = shape('path', { class: 'drawn', d: `M3,${neurons * 10 + 8}h${thinned * 10 - 2}` });
        roll.append(away, here, drawn);
        return { layer, roll, away, here };
    });
    const key = (name, words) => element('span', { className: `key ${name}`, textContent: words });
    const legend = element('p', { className: 'keys' }, key('whole', 'with dropout, the whole network'), key('thinned', `${thinned} of its thinned networks`), key('without', 'without dropout'), key('lie', 'a lie'));
    const watch = element('div', { className: 'rolls' }, ...rolls.map(({ layer, roll }) => element('figure', {}, element('figcaption', { textContent: `Which neurons take part: hidden layer ${layer}` }), roll)));

    // On a logarithmic scale the chart begins at the smallest value, not at 0.
    const chart = new Chart(stage, {
        label: 'Accuracy after each epoch', unit: 'epoch', log: true, height: 130,
        lines: [{ name: 'test', colour: 'ink' }, { name: 'test, without dropout', colour: 'purple', dash: true }, { name: 'training', colour: 'positive' }],
    });
    const numbers = element('dl', { className: 'numbers' });
    const fresh = () => {
        stage.pause();
        stage.guarded(() => { lab = new Dropout(text()); });
        begin();
        stage.draw();
        stage.keep();
    };
    const control = (label, name, range) => slider(label, { ...range, value: state[name] }, (value) => { state[name] = value; fresh(); }).label;
    const side = element('div', { className: 'side' },
        control('keep probability p', 'p', { from: 0.1, to: 1, step: 0.05 }),
        control('penalty λ', 'l2', { from: 0, to: 3, step: 0.1 }),
        control('share of lies', 'lies', { from: 0, to: 0.5, step: 0.05 }),
        numbers, chart.box);
    const picture = element('div', { className: 'picture' }, svg, legend);
    stage.bench.append(element('div', { className: 'pair' }, picture, side), watch);

    let size = 400;
    const px = (x) => ((x - left) / (right - left)) * size;
    const py = (y) => ((above - y) / (above - below)) * size;
    const marks = () => {
        const points = lab.points();
        dots.replaceChildren();
        for (let i = 0; i < points.length; i += 4) {
            const [x, y] = [px(points[i]), py(points[i + 1])];
            // A marker and a colour for each class, as everywhere in the book.
            dots.append(points[i + 2] > 0.5
                ? shape('path', { class: 'one', d: `M${x - 4.6},${y + 3.6}h9.2l-4.6,-8.2z` })
                : shape('circle', { class: 'zero', cx: x, cy: y, r: 4 }));
            if (points[i + 3] > 0.5) {
                dots.append(shape('circle', { class: 'ring', cx: x, cy: y, r: 7.5 }));
            }
        }
    };
    const begin = () => {
        chart.clear();
        seen = 0;
        bordered = -1;
        marks();
    };
    const resize = () => {
        const room = stage.bench.clientWidth || 700;
        size = Math.max(270, Math.min(440, room < 720 ? room : room - 330));
        svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
        svg.style.width = `${size}px`;
        svg.style.height = `${size}px`;
        picture.style.width = `${size}px`;
        Object.entries({ width: size, height: size }).forEach(([name, value]) => frame.setAttribute(name, value));
        bordered = -1;
        marks();
    };

    // The borders cost more than the steps: they are drawn anew when they have been looked at for some times as long as they took.
    let [seen, bordered, took, last] = [0, -1, 0, 0];
    const drawBorders = (steps) => {
        const now = performance.now();
        if (bordered === steps || (stage.running && now - last < 6 * took)) {
            return;
        }
        borders.forEach((path, which) => {
            const pieces = lab.border(which, SQUARES[which < 2 ? 0 : 1]);
            let d = '';
            for (let i = 0; i < pieces.length; i += 4) {
                d += `M${px(pieces[i]).toFixed(1)},${py(pieces[i + 1]).toFixed(1)}L${px(pieces[i + 2]).toFixed(1)},${py(pieces[i + 3]).toFixed(1)}`;
            }
            path.setAttribute('d', d);
        });
        [bordered, last] = [steps, performance.now()];
        took = last - now;
    };
    const drawRolls = () => {
        const coins = lab.coins();
        const columns = coins.length / (2 * neurons);
        rolls.forEach(({ layer, roll, away, here }, k) => {
            const d = ['', ''];
            let came = 0;
            for (let i = 0; i < neurons * columns; i += 1) {
                const coin = coins[k * neurons * columns + i];
                d[coin] += `M${(i % columns) * 10 + 7},${Math.floor(i / columns) * 10 + 5}h0`;
                came += coin;
            }
            away.setAttribute('d', d[0]);
            here.setAttribute('d', d[1]);
            roll.setAttribute('aria-label', `Hidden layer ${layer}, ${neurons} neurons by ${columns} samples: ${came} of ${neurons * columns} came in the last step.`);
        });
    };

    const answer = () => {
        const history = lab.history();
        const [, test, , without] = history.slice(-4);
        return { test, without, gain: test - without };
    };
    const percent = (share) => digits(share, 3);
    const say = () => {
        const [epoch, repeated, repeatedWithout, lies] = lab.numbers();
        const { test, without } = answer();
        return `Epoch ${digits(Math.floor(epoch))}: test accuracy ${percent(test)} with dropout, ${percent(without)} without. Of ${lies} lies the first repeats ${repeated}, the second ${repeatedWithout}.`;
    };
    const draw = () => {
        const [epoch, repeated, repeatedWithout, lies, squares, squaresWithout] = lab.numbers();
        const history = lab.history();
        for (; 4 * seen < history.length; seen += 1) {
            const [lesson, test, , without] = history.slice(4 * seen, 4 * seen + 4);
            chart.push(seen, test, without, lesson);
        }
        drawBorders(epoch);
        drawRolls();
        chart.draw();
        const { test, without, gain } = answer();
        svg.setAttribute('aria-label', `Two moons of 120 samples, ${lies} of them with a wrong label, and the borders of the networks at epoch ${digits(Math.floor(epoch))}: ${percent(test)} of the test is right with dropout, ${percent(without)} without.`);
        const rows = [
            ['', 'dropout', 'none'], ['test accuracy', percent(test), percent(without)], [`of ${lies} lies repeated`, repeated, repeatedWithout],
            ['sum of w²', digits(squares, 3), digits(squaresWithout, 3)],
        ];
        numbers.replaceChildren(...rows.flatMap(([name, ...values]) => [element('dt', { textContent: name }), ...values.map((value) => element('dd', { textContent: value }))]));
        if (epoch >= 300) {
            const sign = gain > 0 ? '+' : '';
            stage.verdict?.(`${stage.guess === undefined ? '' : `You said ${digits(stage.guess)}. `}The gain is ${sign}${percent(gain)} (p = ${digits(state.p)}, λ = ${digits(state.l2)}): ${percent(test)} with dropout, ${percent(without)} without. Which p gains most? And what is left of the gain at λ = 1?`);
        }
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: 'Two moons of 120 samples; a ring marks a wrong label. Two networks, 2–24–24–1, start from the same weights and see the same batches of 24, one with dropout and one without; the test has 600 samples with true labels. The grey borders are those of the networks that the first eight samples of the last batch have met: the columns over the bar.',
        question: {
            text: 'Before you run it: 24 of the 120 labels are wrong. After 300 epochs, by how much will the test accuracy with dropout (p = 0.5) be above that without? As a number such as 0.02; below 0, if it is worse.',
            verdict: (guess) => `You said ${digits(guess)}. Run it to the end, epoch 300.`,
        },
        step: (n) => lab.step(n),
        epoch: () => lab.steps_left(),
        again: () => { lab = new Dropout(text()); begin(); },
        seed: () => { state.seed += 1; lab = new Dropout(text()); begin(); },
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '100',
    });
});
