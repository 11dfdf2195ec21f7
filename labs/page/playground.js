// The playground: any small network, its neurons, its answer on the plane, its losses, live.
'use strict';

annLabs.define('playground', (stage, { Playground }, settings) => {
    const { element, shape, digits, menu, slider, copy, Chart, Plane } = annLabs;
    const SMALL = 24;
    const LARGE = 100;
    const WINDOW = 2.4;
    const FEATURES = [['x1', 'x₁'], ['x2', 'x₂'], ['x1x1', 'x₁²'], ['x2x2', 'x₂²'], ['x1x2', 'x₁x₂'], ['sinx1', 'sin 2x₁'], ['sinx2', 'sin 2x₂']];
    const ACTIVATIONS = ['tanh', 'relu', 'leaky-relu', 'sigmoid', 'identity'].map((name) => [name, name]);
    let net = new Playground(settings);
    let state = Object.fromEntries(new URLSearchParams(net.settings()));
    const isRegression = () => state.data === 'slope' || state.data === 'hills';
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    const layers = () => state.layers.split(',').filter(Boolean).map((layer) => layer.split(':'));
    const features = () => state.features.split(',');

    /* ---- Colours ---- */

    /// What of a neuron's answers is shown as how strong a colour.
    const range = (layer, values, from, count) => {
        const name = layer === 0 ? 'identity' : layers()[layer - 1]?.[1] ?? (isRegression() ? 'output' : 'sigmoid');
        if (name === 'sigmoid') {
            return [2, -1];
        }
        if (name === 'tanh' || name === 'output') {
            return [1, 0];
        }
        let most = 1e-6;
        for (let k = from; k < from + count; k += 1) {
            most = Math.max(most, Math.abs(values[k]));
        }
        return [1 / most, 0];
    };
    const fill = (to, values, from, layer) => {
        const [scale, shift] = range(layer, values, from, to.pixels.length);
        // Behind the samples paler than on a neuron.
        to.fill(values, { from, scale, shift, most: to === plane ? 0.55 : 0.86 });
    };

    /* ---- The plane of answers ---- */

    const plane = new Plane(stage, LARGE);
    let room;
    const view = element('canvas', { className: 'plane', role: 'img' });
    const shown = element('div', { className: 'shown' });
    let hovered;
    const drawPlane = () => {
        const ratio = devicePixelRatio || 1;
        room ??= Math.min(view.parentElement.clientWidth, 400);
        const size = Math.round(room * ratio);
        if (view.width !== size) {
            Object.assign(view, { width: size, height: size });
        }
        const last = net.sizes().length - 1;
        const [layer, neuron] = hovered ?? [last, 0];
        const values = net.plane(layer, neuron, LARGE);
        fill(plane, values, 0, layer);
        const paint = view.getContext('2d');
        paint.imageSmoothingEnabled = true;
        paint.drawImage(plane.canvas, 0, 0, size, size);
        const [scale, shift] = range(layer, values, 0, values.length);
        plane.border(paint, values, -shift / scale, size, ratio);
        paint.drawImage(marks(size, ratio), 0, 0);
        const names = { 0: () => `what the network reads: ${FEATURES.find(([key]) => key === features()[neuron])[1]}`, [last]: () => 'what the network answers' };
        const said = (names[layer] ?? (() => `what neuron ${neuron + 1} of layer ${layer} computes`))();
        if (shown.textContent !== said) {
            shown.textContent = said;
            view.setAttribute('aria-label', `The plane of x1 and x2: ${said}.`);
        }
    };
    /// The samples, drawn anew only where something about them changed.
    const layer_of_marks = { canvas: element('canvas', {}) };
    const marks = (size, ratio) => {
        const { canvas } = layer_of_marks;
        const of = stage.colours();
        if (layer_of_marks.of === of && layer_of_marks.points === trained && canvas.width === size) {
            return canvas;
        }
        Object.assign(layer_of_marks, { of, points: trained });
        Object.assign(canvas, { width: size, height: size });
        const paint = canvas.getContext('2d');
        const rgb = (c, alpha = 1) => `rgb(${c.join(' ')} / ${alpha})`;
        paint.lineWidth = 1.3 * ratio;
        for (const [points, isTest] of [[trained, false], [tested, true]]) {
            for (let k = 0; k < points.length; k += 3) {
                const x = ((points[k] + WINDOW) / (2 * WINDOW)) * size;
                const y = ((WINDOW - points[k + 1]) / (2 * WINDOW)) * size;
                const isYes = points[k + 2] > (isRegression() ? 0 : 0.5);
                const colour = isYes ? of.positive : of.negative;
                const strong = isRegression() ? Math.min(1, 0.25 + Math.abs(points[k + 2])) : 1;
                const r = (isYes ? 3.2 : 3.6) * ratio;
                paint.beginPath();
                if (isYes) {
                    paint.arc(x, y, r, 0, 2 * Math.PI);
                } else {
                    paint.moveTo(x, y - r);
                    paint.lineTo(x + 0.9 * r, y + 0.75 * r);
                    paint.lineTo(x - 0.9 * r, y + 0.75 * r);
                    paint.closePath();
                }
                paint.fillStyle = isTest ? rgb(of.background, 0.85) : rgb(colour, strong);
                paint.strokeStyle = isTest ? rgb(colour, strong) : rgb(of.background, 0.9);
                paint.fill();
                paint.stroke();
            }
        }
        return canvas;
    };
    view.addEventListener('pointermove', (event) => {
        const box = view.getBoundingClientRect();
        const x1 = ((event.clientX - box.left) / box.width - 0.5) * 2 * WINDOW;
        const x2 = (0.5 - (event.clientY - box.top) / box.height) * 2 * WINDOW;
        here.textContent = `at (${digits(x1, 2)}, ${digits(x2, 2)}) it answers ${digits(net.answer(x1, x2), 3)}`;
    });
    view.addEventListener('pointerleave', () => { here.textContent = ''; });
    const here = element('span', { className: 'here' });

    /* ---- The network ---- */

    const net_box = element('div', { className: 'net' });
    // The lines are drawn on a canvas, and above it lie invisible ones that can be clicked.
    const strokes = element('canvas', { className: 'lines', 'aria-hidden': 'true' });
    const lines = shape('svg', { class: 'lines', 'aria-hidden': 'true' });
    let [nodes, edges] = [[], []];
    const hover = (layer, neuron) => {
        hovered = layer === undefined ? undefined : [layer, neuron];
        if (!stage.running) {
            stage.draw();
        }
    };
    const node = (layer, neuron, label) => {
        const picture = new Plane(stage, SMALL);
        const button = element('button', { type: 'button', className: 'node', 'aria-label': label, title: label }, picture.canvas);
        if (neuron !== undefined) {
            button.addEventListener('pointerenter', () => hover(layer, neuron));
            button.addEventListener('focus', () => hover(layer, neuron));
            button.addEventListener('pointerleave', () => hover());
            button.addEventListener('blur', () => hover());
        }
        return { button, picture };
    };
    /// Lays the network out anew, after its shape has changed.
    const build = () => {
        const sizes = net.sizes();
        [nodes, edges] = [[], []];
        lines.replaceChildren();
        const columns = [];
        const read = element('div', { className: 'column inputs' }, element('div', { className: 'head', textContent: 'reads' }));
        const chosen = features();
        nodes.push([]);
        for (const [key, name] of FEATURES) {
            const place = chosen.indexOf(key);
            const { button, picture } = node(0, place < 0 ? undefined : place, `The feature ${name}`);
            button.setAttribute('aria-pressed', String(place >= 0));
            button.addEventListener('click', () => {
                const left = place < 0 ? [...chosen, key] : chosen.filter((other) => other !== key);
                if (left.length > 0) {
                    change('features', left.join(','));
                }
            });
            read.append(element('div', { className: 'feature' }, element('span', { textContent: name }), button));
            if (place >= 0) {
                nodes[0][place] = { button, picture };
            } else {
                off.set(key, picture);
            }
        }
        columns.push(read);
        layers().forEach(([size, activation], at) => {
            const layer = at + 1;
            const put = (count, name) => {
                const next = layers();
                next[at] = [count, name];
                change('layers', next.map((one) => one.join(':')).join(','));
            };
            const fewer = element('button', { type: 'button', textContent: '−', 'aria-label': `One neuron less in layer ${layer}`, disabled: Number(size) <= 1 });
            const more = element('button', { type: 'button', textContent: '+', 'aria-label': `One neuron more in layer ${layer}`, disabled: Number(size) >= 12 });
            fewer.addEventListener('click', () => put(Number(size) - 1, activation));
            more.addEventListener('click', () => put(Number(size) + 1, activation));
            const kind = menu('', ACTIVATIONS, activation, (name) => put(size, name));
            kind.input.setAttribute('aria-label', `Activation of layer ${layer}`);
            const column = element('div', { className: 'column' }, element('div', { className: 'head' }, fewer, element('span', { textContent: size }), more), kind.input);
            nodes.push([]);
            for (let neuron = 0; neuron < Number(size); neuron += 1) {
                const made = node(layer, neuron, `Neuron ${neuron + 1} of layer ${layer}`);
                made.button.addEventListener('click', () => edit(layer, neuron, 0));
                nodes[layer].push(made);
                column.append(made.button);
            }
            columns.push(column);
        });
        const last = sizes.length - 1;
        const out = node(last, 0, 'The answer');
        out.button.addEventListener('click', () => edit(last, 0, 0));
        nodes.push([out]);
        columns.push(element('div', { className: 'column out' }, element('div', { className: 'head', textContent: 'answers' }), out.button));
        net_box.replaceChildren(strokes, lines, ...columns);
        for (let layer = 1; layer <= last; layer += 1) {
            for (let neuron = 0; neuron < sizes[layer]; neuron += 1) {
                for (let from = 0; from < sizes[layer - 1]; from += 1) {
                    const near = shape('path', { class: 'near' });
                    near.addEventListener('click', () => edit(layer, neuron, from));
                    near.append(shape('title'));
                    lines.append(near);
                    edges.push({ layer, neuron, from, near });
                }
            }
        }
        layer_buttons();
        place();
        weight_menus();
    };
    const off = new Map();
    /// Puts the lines where the neurons are.
    const place = () => {
        const base = net_box.getBoundingClientRect();
        const [left, top] = [base.left - net_box.scrollLeft, base.top];
        const spot = ({ button }) => {
            const box = button.getBoundingClientRect();
            return [box.left - left, box.right - left, (box.top + box.bottom) / 2 - top];
        };
        const spots = nodes.map((layer) => layer.map(spot));
        // Their own size must not be what makes the box as large as it is.
        strokes.style.width = strokes.style.height = '0';
        lines.setAttribute('width', 0);
        lines.setAttribute('height', 0);
        const [width, height, ratio] = [net_box.scrollWidth, Math.max(0, net_box.scrollHeight - 4), devicePixelRatio || 1];
        lines.setAttribute('width', width);
        lines.setAttribute('height', height);
        Object.assign(strokes, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
        Object.assign(strokes.style, { width: `${width}px`, height: `${height}px` });
        for (const edge of edges) {
            const { layer, neuron, from, near } = edge;
            const [, x1, y1] = spots[layer - 1][from];
            const [x2, , y2] = spots[layer][neuron];
            const middle = (x1 + x2) / 2;
            const d = `M${x1.toFixed(1)},${y1.toFixed(1)}C${middle.toFixed(1)},${y1.toFixed(1)} ${middle.toFixed(1)},${y2.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`;
            near.setAttribute('d', d);
            edge.way = new Path2D(d);
        }
    };
    const drawNet = () => {
        const planes = net.planes(SMALL);
        let neuron = 0;
        nodes.forEach((layer, l) => layer.forEach(({ picture }) => {
            fill(picture, planes, neuron * SMALL * SMALL, l);
            neuron += 1;
        }));
        const weights = net.weights();
        const sizes = net.sizes();
        show_weight();
        const begin = [0];
        for (let layer = 1; layer < sizes.length; layer += 1) {
            begin.push(begin[layer - 1] + sizes[layer] * (sizes[layer - 1] + 1));
        }
        const paint = strokes.getContext('2d');
        const ratio = devicePixelRatio || 1;
        const { positive, negative } = stage.colours();
        paint.setTransform(ratio, 0, 0, ratio, 0, 0);
        paint.clearRect(0, 0, strokes.width, strokes.height);
        for (const { layer, neuron: to, from, way, near } of edges) {
            const weight = weights[begin[layer - 1] + to * (sizes[layer - 1] + 1) + from];
            const size = Math.abs(weight);
            paint.strokeStyle = `rgb(${(weight < 0 ? negative : positive).join(' ')} / ${Math.min(0.95, 0.22 + 0.6 * size).toFixed(2)})`;
            paint.lineWidth = Math.min(6, 0.5 + 2.2 * size);
            paint.setLineDash(weight < 0 ? [5, 3] : []);
            paint.stroke(way);
            if (!stage.running) {
                near.firstChild.textContent = `weight ${digits(weight)}: click to change it`;
            }
        }
    };
    /// What is not read is drawn once, so that it can be chosen.
    const drawOff = () => {
        for (const [key, picture] of off) {
            const of = { x1: (a) => a, x2: (a, b) => b, x1x1: (a) => a * a, x2x2: (a, b) => b * b, x1x2: (a, b) => a * b, sinx1: (a) => Math.sin(2 * a), sinx2: (a, b) => Math.sin(2 * b) }[key];
            const values = new Float32Array(SMALL * SMALL);
            for (let k = 0; k < values.length; k += 1) {
                const at = (i) => WINDOW * ((2 * i + 1) / SMALL - 1);
                values[k] = of(at(k % SMALL), -at(Math.floor(k / SMALL)));
            }
            fill(picture, values, 0, 0);
        }
    };

    /* ---- One weight ---- */

    const weight_box = element('fieldset', { className: 'weight' });
    let [of_layer, of_neuron, of_from, of_value] = [];
    const weight_at = (layer, neuron, from) => {
        const [sizes, weights] = [net.sizes(), net.weights()];
        let begin = 0;
        for (let l = 1; l < layer; l += 1) {
            begin += sizes[l] * (sizes[l - 1] + 1);
        }
        return weights[begin + neuron * (sizes[layer - 1] + 1) + from];
    };
    /// The weight as it is now, unless somebody is writing it.
    const show_weight = () => {
        if (document.activeElement !== of_value) {
            const weight = weight_at(Number(of_layer.input.value) + 1, Number(of_neuron.input.value), Number(of_from.input.value));
            of_value.value = Number(weight.toFixed(4));
        }
    };
    const weight_menus = () => {
        const sizes = net.sizes();
        const range = (count, name) => Array.from({ length: count }, (_, k) => [String(k), name(k)]);
        const layer_name = (k) => (k + 1 === sizes.length - 1 ? 'the answer' : `layer ${k + 1}`);
        const refill = (select, choices) => select.input.replaceChildren(...choices.map(([value, textContent]) => element('option', { value, textContent })));
        const inputs = () => {
            const layer = Number(of_layer.input.value) + 1;
            refill(of_neuron, range(sizes[layer], (k) => `neuron ${k + 1}`));
            const name = (k) => (k === sizes[layer - 1] ? 'its bias' : layer === 1 ? FEATURES.find(([key]) => key === features()[k])[1] : `neuron ${k + 1}`);
            refill(of_from, range(sizes[layer - 1] + 1, name));
            show_weight();
        };
        of_layer = menu('in', range(sizes.length - 1, layer_name), '0', inputs);
        of_neuron = menu('', [], '0', show_weight);
        of_from = menu('on', [], '0', show_weight);
        of_neuron.input.setAttribute('aria-label', 'neuron');
        of_value = element('input', { type: 'number', step: 0.1, 'aria-label': 'weight' });
        of_value.addEventListener('input', () => {
            const value = Number(of_value.value);
            if (of_value.value !== '') {
                stage.guarded(() => net.set_weight(Number(of_layer.input.value) + 1, Number(of_neuron.input.value), Number(of_from.input.value), value));
                stage.draw();
                stage.tell(`The weight is ${digits(value)}. ${say()}`);
            }
        });
        weight_box.replaceChildren(element('legend', { textContent: 'One weight' }), of_layer.label, of_neuron.label, of_from.label, element('label', { className: 'field' }, element('span', { textContent: 'is' }), of_value));
        inputs();
    };
    const edit = (layer, neuron, from) => {
        of_layer.input.value = String(layer - 1);
        of_layer.input.dispatchEvent(new Event('change'));
        of_neuron.input.value = String(neuron);
        of_from.input.value = String(from);
        of_value.blur();
        show_weight();
        of_value.focus();
        of_value.select();
    };

    /* ---- Settings ---- */

    let [trained, tested] = [[], []];
    // What is not as it was when the guess was made.
    const changed = new Set();
    const change = (key, value) => {
        stage.guarded(() => {
            const stayed = net.change(text().replace(new RegExp(`(^|&)${key}=[^&]*`), `$1${key}=${value}`));
            state = Object.fromEntries(new URLSearchParams(net.settings()));
            changed.add(key);
            if (!stayed) {
                stage.judged = false;
                hovered = undefined;
                trained = net.points(false);
                tested = net.points(true);
                chart.clear();
                off.clear();
                build();
                drawOff();
            }
            stage.tell(stayed ? `${key} is ${value} now; the weights stay.` : `${key} is ${value} now; the network starts afresh.`);
            program();
        });
        stage.draw();
        stage.keep();
    };
    const group = (name, ...fields) => element('fieldset', { className: 'group' }, element('legend', { textContent: name }), ...fields.map((field) => field.label ?? field));
    const DATA = [['moons', 'two moons'], ['circles', 'two circles'], ['spirals', 'two spirals'], ['xor', 'one or the other (XOR)'], ['blobs', 'two clouds'], ['slope', 'a slope (regression)'], ['hills', 'hills (regression)']];
    const RULES = [['sgd', 'plain descent'], ['momentum', 'momentum'], ['nesterov', 'Nesterov'], ['rmsprop', 'RMSProp'], ['adam', 'Adam'], ['adamw', 'AdamW']];
    const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
    const PENALTIES = [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
    const ENDS = [[0, 'never'], [10, 'after 10 epochs'], [100, 'after 100 epochs'], [300, 'after 300 epochs'], [1000, 'after 1000 epochs'], [10000, 'after 10 000 epochs']];
    const numbered = (list, value) => {
        const all = list.includes(Number(value)) ? list : [...list, Number(value)].sort((a, b) => a - b);
        return all.map((number) => [String(number), digits(number)]);
    };
    const points_again = element('button', { type: 'button', textContent: 'Other samples' });
    points_again.addEventListener('click', () => change('sample', Number(state.sample) + 1));
    const settings_box = element('div', { className: 'groups' });
    const fields = () => {
        const set = (key) => (value) => change(key, value);
        settings_box.replaceChildren(
            group('Samples', menu('data', DATA, state.data, set('data')), slider('how many', { from: 50, to: 1000, value: state.points, step: 10, places: 4 }, set('points')),
                slider('noise', { from: 0, to: 0.5, value: state.noise, step: 0.01 }, set('noise')), slider('for the test', { from: 0.1, to: 0.9, value: state.test, step: 0.05 }, set('test')), points_again),
            group('Training', menu('rule', RULES, state.rule, set('rule')), menu('learning rate α', numbered(RATES, state.rate), state.rate, set('rate')),
                slider('batch', { from: 1, to: 256, value: state.batch, log: true, whole: true }, set('batch')), menu('stop', numbered_ends(), state.stop, set('stop'))),
            group('Against learning by heart', menu('penalty λ (L2)', numbered(PENALTIES, state.l2), state.l2, set('l2')), slider('dropout keeps', { from: 0.1, to: 1, value: state.keep, step: 0.05 }, set('keep'))),
        );
    };
    const numbered_ends = () => (ENDS.some(([end]) => String(end) === state.stop) ? ENDS : [...ENDS, [state.stop, `after ${state.stop} epochs`]]).map(([value, name]) => [String(value), name]);
    const add = element('button', { type: 'button', textContent: 'Add a layer' });
    const remove = element('button', { type: 'button', textContent: 'Remove the last' });
    add.addEventListener('click', () => change('layers', [...layers(), layers()[layers().length - 1] ?? ['4', 'tanh']].map((one) => one.join(':')).join(',')));
    remove.addEventListener('click', () => change('layers', layers().slice(0, -1).map((one) => one.join(':')).join(',')));
    const layer_buttons = () => {
        add.disabled = layers().length >= 6;
        remove.disabled = layers().length === 0;
    };

    /* ---- The page ---- */

    const chart = new Chart(stage, { label: 'The losses over the epochs', unit: 'epoch', lines: [{ name: 'train', colour: 'positive' }, { name: 'test', colour: 'purple', dash: true }], height: 110 });
    const numbers = element('dl', { className: 'numbers' });
    const key = element('p', { className: 'colours' });
    const code = element('code', { className: 'language-rust' });
    const program = () => {
        code.textContent = net.code();
        window.hljs?.highlightBlock?.(code);
    };
    const copy_button = element('button', { type: 'button', textContent: 'Copy' });
    copy_button.addEventListener('click', async () => {
        copy_button.textContent = (await copy(code.textContent)) ? 'Copied' : 'Not allowed here';
        setTimeout(() => { copy_button.textContent = 'Copy'; }, 1500);
    });
    const rust = element('details', { className: 'program' }, element('summary', { textContent: 'This network in Rust' }), element('pre', {}, copy_button, code));
    const swatch = (name) => element('span', { className: `swatch ${name}` });
    key.append(swatch('positive'), ' blue: above 0, and the samples to be answered with 1 (circles). ', swatch('negative'), ' orange, dashed lines: below 0, and those to be answered with 0 (triangles). Pale: near 0, or unsure. The dark line is where the answer changes sides. A line is as thick as its weight. Solid marks are learnt from, hollow ones are the test.');
    stage.bench.append(
        element('div', { className: 'field-of-play' },
            element('div', { className: 'diagram' }, net_box, element('div', { className: 'net-buttons' }, add, remove), weight_box, key),
            element('div', { className: 'answers' }, shown, element('div', { className: 'view' }, view), here, chart.box, numbers)),
        settings_box, rust,
    );

    const METRIC = () => (isRegression() ? 'R²' : 'right');
    const say = () => {
        const [epoch, train, , test, right] = net.numbers();
        const good = isRegression() ? `R² is ${digits(right, 3)}` : `${digits(100 * right, 3)} % of the test samples are right`;
        return `Epoch ${digits(epoch)}: the loss is ${digits(train)} in training, ${digits(test)} in the test; ${good}.`;
    };
    let frame = 0;
    const draw = () => {
        // Running, the plane is drawn in every frame, and the rest twenty times a second: nobody reads faster.
        frame += 1;
        if (!stage.running || frame % 3 === 0) {
            const [epoch, train, right, test, right_test, parameters] = net.numbers();
            chart.push(epoch, train, test);
            chart.draw();
            drawNet();
            const share = (value) => (isRegression() ? digits(value, 3) : `${(100 * value).toFixed(1)} %`);
            const rows = [['epoch', Math.floor(epoch)], [`${METRIC()}, training`, share(right)], [`${METRIC()}, test`, share(right_test)], ['parameters', parameters]];
            numbers.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
            if (stage.guess !== undefined && !stage.judged && !isRegression() && (epoch >= 100 || net.is_over())) {
                stage.judged = true;
                const since = changed.size > 0 ? ` You have changed something since you guessed: ${[...changed].join(', ')}.` : '';
                stage.verdict(`You said ${digits(stage.guess)} %; after ${digits(Math.floor(epoch))} epochs it is ${share(right_test)} in the test.${since}`);
            }
        }
        drawPlane();
    };
    const begin = () => {
        trained = net.points(false);
        tested = net.points(true);
        fields();
        build();
        drawOff();
        program();
    };
    const restart = () => {
        net = new Playground(text());
        chart.clear();
        stage.judged = false;
    };
    begin();
    stage.act({
        about: 'What computes here is the library of this book. The same settings give the same numbers to six digits in a terminal: the program above says how.',
        question: isRegression() ? undefined : {
            text: 'Before you run it: after 100 epochs, how many per cent of the test samples will this network get right?',
            unit: '%',
            verdict: (guess) => {
                changed.clear();
                return `You said ${digits(guess)} %. Run it: the answer comes with epoch 100.`;
            },
        },
        step: (n) => net.step(n),
        epoch: () => net.steps_left(),
        again: restart,
        seed: () => {
            state.seed = String(Number(state.seed) + 1);
            changed.add('seed');
            restart();
            program();
        },
        draw, say,
        numbers: () => [...net.numbers()],
        resize: () => { room = undefined; place(); drawOff(); },
        state: text,
        speed: 'full',
    });
    requestAnimationFrame(() => { room = undefined; place(); stage.draw(); });
});
