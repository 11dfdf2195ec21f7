// Chapter 1: a signal through many layers, by the size of the weights: how large it is in each, and how it is spread in three.
'use strict';

annLabs.define('signal', (stage, { Signal }, settings) => {
    const { element, shape, digits, menu, slider } = annLabs;
    const usual = { scale: 0.1, width: 100, depth: 20, g: 'relu', samples: 500, seed: 2 };
    const state = { ...usual };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = key === 'g' ? value : Number(value);
    }
    const begun = { ...state };
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Signal(settings);
    const BINS = 24;

    /* ---- What can be moved ---- */

    const renew = () => {
        stage.guarded(() => { lab = new Signal(text()); });
        stage.draw();
    };
    // A network of 2 · 10⁵ weights takes a moment: of many moves between two frames only the last counts.
    let waits = false;
    const set = (key) => (value) => {
        state[key] = value;
        if (!waits) {
            waits = true;
            requestAnimationFrame(() => {
                waits = false;
                renew();
                stage.keep();
                stage.tell(say());
            });
        }
    };
    const scale = slider('σ of the weights', { from: 0.01, to: 1, value: state.scale, log: true }, set('scale'));
    const width = slider('neurons in each layer', { from: 10, to: 200, value: state.width, step: 5 }, set('width'));
    const depth = slider('layers', { from: 2, to: 40, value: state.depth, step: 1 }, set('depth'));
    const g = menu('g', [['relu', 'relu'], ['tanh', 'tanh']], state.g, set('g'));
    const rules = ['Xavier', 'He'].map((name, k) => {
        const button = element('button', { type: 'button' });
        button.addEventListener('click', () => {
            scale.set(lab.rules()[k]);
            set('scale')(Number(lab.rules()[k].toPrecision(6)));
        });
        return { name, button };
    });
    const where = element('div', { className: 'rules' }, 'σ of', ...rules.map(({ button }) => button));

    /* ---- The size in each layer ---- */

    const plot = shape('svg', { class: 'plot wide', role: 'img' });
    const legend = element('div', { className: 'legend' }, element('span', { className: 'key positive', textContent: 'standard deviation of A' }), element('span', { className: 'key negative', textContent: 'the same factor in each layer' }));
    const HEIGHT = 250;
    const [left, bottom, top, right] = [52, 34, 10, 12];
    const drawPlot = (sizes) => {
        const room = plot.parentElement?.clientWidth || 560;
        plot.setAttribute('viewBox', `0 0 ${room} ${HEIGHT}`);
        plot.style.height = `${HEIGHT}px`;
        const shown = stage.isLocked ? sizes.slice(0, 1) : sizes;
        const expected = stage.isLocked ? [] : [...lab.expected()];
        const logs = [...shown, ...expected].filter((size) => size > 0).map(Math.log10);
        const low = Math.floor(Math.min(-3, ...logs));
        const high = Math.ceil(Math.max(1, ...logs));
        const px = (l) => left + ((l - 1) / Math.max(1, sizes.length - 1)) * (room - left - right);
        const py = (size) => top + ((high - Math.log10(size)) / (high - low)) * (HEIGHT - top - bottom);
        const path = (values) => values.map((size, k) => [k + 1, size]).filter(([, size]) => size > 0).map(([l, size], k) => `${k === 0 ? 'M' : 'L'}${px(l).toFixed(1)},${py(size).toFixed(1)}`).join('');
        const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
        const every = Math.max(1, Math.ceil((high - low) / 5));
        const powers = Array.from({ length: high - low + 1 }, (_, k) => low + k).filter((power) => power % every === 0);
        const layers = [1, 5, 10, 15, 20, 25, 30, 35, 40].filter((l) => l <= sizes.length && (room > 500 || l === 1 || l % 10 === 0));
        plot.replaceChildren(
            shape('g', { class: 'axes' }, shape('path', { d: `M${left},${top}V${HEIGHT - bottom}H${room - right}` }),
                ...powers.map((power) => word(left - 8, py(10 ** power) + 4, power === 0 ? '1' : power === 1 ? '10' : digits(10 ** power).replace(/^1(\.00)?·/, ''), 'end')),
                ...layers.map((l) => word(px(l), HEIGHT - bottom + 17, l, 'middle')), word(room - right, HEIGHT - 3, 'layer', 'end')),
            shape('path', { class: 'level', d: `M${left},${py(1)}H${room - right}` }),
            shape('path', { class: 'expected', d: path(expected) }), shape('path', { class: 'measured', d: path(shown) }),
            shape('path', { class: 'dots', d: path(shown).replace(/[ML]([^ML]*)/g, 'M$1h0') }),
        );
        plot.setAttribute('aria-label', `The standard deviation of the activations by layer, on a logarithmic scale. ${stage.isLocked ? '' : say()}`);
    };

    /* ---- How it is spread ---- */

    const histograms = [0, 1, 2].map(() => {
        const [picture, title] = [shape('svg', { class: 'wide', viewBox: '0 0 120 70', preserveAspectRatio: 'none', 'aria-hidden': 'true' }), element('p', {})];
        picture.style.height = '70px';
        return { picture, title, box: element('div', {}, picture, title) };
    });
    const drawHistograms = (sizes) => {
        const last = sizes.length;
        [1, Math.ceil(last / 2), last].forEach((l, k) => {
            const { picture, title } = histograms[k];
            const isHidden = stage.isLocked && k > 0;
            const [zero, ...parts] = isHidden ? [0, 0] : lab.histogram(l, BINS);
            const most = Math.max(1e-9, ...parts);
            const step = 120 / BINS;
            picture.replaceChildren(shape('path', { d: parts.map((part, n) => `M${n * step},69V${69 - (66 * part) / most}h${step - 0.6}V69Z`).join('') }), shape('path', { d: 'M0,69H120V70H0Z' }));
            const scaleOf = state.g === 'tanh' ? 'from −1 to 1' : `from 0 to 3; ${digits(100 * zero, 3)} % are 0`;
            title.textContent = isHidden ? `layer ${l}: hidden until you have guessed` : `layer ${l}: ${scaleOf}`;
        });
    };

    /* ---- The page ---- */

    const controls = element('div', { className: 'settings' }, element('div', {}, scale.label, where), width.label, depth.label, g.label);
    stage.bench.append(controls, legend, element('div', {}, plot), element('div', { className: 'histograms' }, ...histograms.map(({ box }) => box)));
    const say = () => {
        const sizes = lab.numbers();
        return `With σ = ${digits(state.scale, 3)} the standard deviation is ${digits(sizes[0], 3)} after layer 1 and ${digits(sizes[sizes.length - 1], 3)} after layer ${sizes.length}.`;
    };
    const draw = () => {
        const sizes = [...lab.numbers()];
        rules.forEach(({ name, button }, k) => { button.textContent = `${name} ${digits(lab.rules()[k], 3)}`; });
        drawPlot(sizes);
        drawHistograms(sizes);
    };
    const asked = lab.numbers();
    const [factor, layers] = [lab.factor(), asked.length];
    stage.act({
        about: 'The line of 1 is grey. Dashed is what comes out if every layer multiplies the size by the factor of the formula; with tanh that holds while the signal is small. Below: how the activations of three layers are spread, all on the same axis; what lies outside is heaped up at its edge.',
        question: {
            text: `Before you move anything: ${layers} ${state.g} layers of ${state.width} neurons, inputs of standard deviation 1, weights of σ = ${digits(state.scale, 3)}. What is the standard deviation of the last layer's activations? (In a form like 3e-8.)`,
            verdict: (guess) => {
                const apart = Math.max(guess / asked[layers - 1], asked[layers - 1] / guess);
                const judged = apart < 2 ? 'Within a factor of 2.' : apart > 0 && Number.isFinite(apart) ? `That is ${digits(apart, 2)} times too ${guess > asked[layers - 1] ? 'large' : 'small'}.` : '';
                return `You said ${digits(guess, 3)}; it is ${digits(asked[layers - 1], 3)}. ${judged} Each layer multiplies the size by about ${digits(factor, 3)}.`;
            },
        },
        again: () => {
            Object.assign(state, begun);
            [[scale, 'scale'], [width, 'width'], [depth, 'depth']].forEach(([one, key]) => one.set(state[key]));
            g.input.value = state.g;
            renew();
        },
        seedName: 'Other weights',
        seed: () => { state.seed += 1; renew(); },
        draw, say,
        numbers: () => [...lab.numbers()],
        state: text,
    });
});
