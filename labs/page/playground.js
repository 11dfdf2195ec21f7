// The playground: any small network, its neurons, its answer on the plane, its losses, live.
'use strict';

annLabs.define('playground', (stage, { Playground }, settings) => {
    /// What the settings are called in a sentence.
    const NAMES = {
        data: 'the data', points: 'how many samples there are', noise: 'the noise', test: 'the part for the test', sample: 'the sample', class: 'the class that is answered with 1',
        features: 'the inputs', layers: 'the hidden layers', rule: 'the rule', rate: 'the learning rate', l1: 'the penalty on sizes', l2: 'the penalty on squares', keep: 'dropout', batch: 'the batch size',
        seed: 'the first weights', stop: 'where the run ends', file: 'the file',
        tests: 'which samples are shown', sides: 'how the answer is shown',
    };
    const { element, digits, menu, slider, copy, Chart, Answers, Legend, Net, Weight, Doors } = annLabs;
    const FEATURES = [['x1', 'x₁'], ['x2', 'x₂'], ['x1x1', 'x₁²'], ['x2x2', 'x₂²'], ['x1x2', 'x₁x₂'], ['sinx1', 'sin 2x₁'], ['sinx2', 'sin 2x₂']];
    const net = new Playground(settings);
    const read = () => Object.fromEntries(new URLSearchParams(net.settings()));
    let state = read();
    const isOwn = () => state.data.startsWith('own');
    const isRegression = () => ['slope', 'hills', 'own-numbers'].includes(state.data);
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');

    /// What the parts of the playground share. `hovered` is a layer and a neuron, `starts` where the weights of each layer begin.
    const play = {
        stage, net, FEATURES, isRegression, hovered: undefined,
        nameOf: (key) => FEATURES.find(([name]) => name === key)[1],
        layers: () => state.layers.split(',').filter(Boolean).map((layer) => layer.split(':')),
        features: () => state.features.split(','),
        shows: (key) => state[key] === '1',
        starts: () => {
            const sizes = net.sizes();
            const starts = [0, 0];
            for (let layer = 1; layer < sizes.length; layer += 1) {
                starts.push(starts[layer] + sizes[layer] * (sizes[layer - 1] + 1));
            }
            return starts;
        },
        change: (key, value) => change(key, value),
        say: () => say(),
    };
    const answers = new Answers(play);
    const weight = new Weight(play);
    const diagram = new Net(play, { fill: (...of) => answers.fill(...of), edit: (...of) => weight.edit(...of) });

    /* ---- Settings ---- */

    // What the network does not care about.
    const VIEWS = ['tests', 'sides'];
    // What is not as it was when the guess was made.
    const changed = new Set();
    /// Everything is drawn for a network that starts afresh.
    const renew = () => {
        stage.judged = false;
        play.hovered = undefined;
        chart.clear();
        answers.renew();
        legend.build(isRegression());
        diagram.build();
        weight.build();
        program();
    };
    const change = (key, value) => {
        stage.guarded(() => {
            const stayed = net.change(text().replace(new RegExp(`(^|&)${key}=[^&]*`), `$1${key}=${value}`));
            const wasOwn = isOwn();
            state = read();
            if (VIEWS.includes(key)) {
                answers.renew();
            } else {
                changed.add(key);
            }
            if (!stayed) {
                renew();
            }
            if (wasOwn !== isOwn() || key === 'class') {
                fields();
            }
            stage.tell(`You have changed ${NAMES[key] ?? key}; ${stayed ? 'the weights stay' : 'the network starts afresh'}.`);
            program();
        });
        stage.draw();
        stage.keep();
    };
    /// A table or a network has come from outside.
    const came = () => {
        state = read();
        changed.add('file');
        fields();
        renew();
    };
    const doors = new Doors(play, came);
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
    const ends = () => (ENDS.some(([end]) => String(end) === state.stop) ? ENDS : [...ENDS, [state.stop, `after ${state.stop} epochs`]]).map(([value, name]) => [String(value), name]);
    const others = element('button', { type: 'button', textContent: 'Other samples' });
    others.addEventListener('click', () => change('sample', Number(state.sample) + 1));
    const check = (label, key) => {
        const input = element('input', { type: 'checkbox', checked: state[key] === '1' });
        input.addEventListener('change', () => change(key, Number(input.checked)));
        return element('label', {}, input, ` ${label}`);
    };
    const views = element('div', { className: 'views' });
    const settingsBox = element('div', { className: 'groups' });
    let own;
    const fields = () => {
        const set = (key) => (value) => change(key, value);
        own = isOwn() ? [state.data, doors.name] : own;
        const classes = net.classes();
        const made = [slider('how many', { from: 50, to: 1000, value: state.points, step: 10, places: 4 }, set('points')), slider('noise', { from: 0, to: 0.5, value: state.noise, step: 0.01 }, set('noise'))];
        const table = [...(classes.length > 0 ? [menu('answered with 1', classes.map((name, k) => [String(k + 1), name]), state.class, set('class'))] : []), element('p', { textContent: net.table() })];
        settingsBox.replaceChildren(
            group('Samples', menu('data', own ? [...DATA, own] : DATA, state.data, set('data')), ...(isOwn() ? table : made), slider('for the test', { from: 0.1, to: 0.9, value: state.test, step: 0.05 }, set('test')), others),
            group('Training', menu('rule', RULES, state.rule, set('rule')), menu('learning rate α', numbered(RATES, state.rate), state.rate, set('rate')),
                slider('batch', { from: 1, to: 256, value: state.batch, log: true, whole: true }, set('batch')), menu('stop', ends(), state.stop, set('stop'))),
            group('Against learning by heart', menu('penalty λ on w² (L2)', numbered(PENALTIES, state.l2), state.l2, set('l2')), menu('penalty on |w| (L1)', numbered(PENALTIES, state.l1), state.l1, set('l1')), slider('dropout keeps', { from: 0.1, to: 1, value: state.keep, step: 0.05 }, set('keep'))),
        );
        views.replaceChildren(check('the test samples', 'tests'), check('only which side', 'sides'));
        others.textContent = isOwn() ? 'Deal them anew' : 'Other samples';
        doors.renew(isOwn());
    };

    /* ---- The page ---- */

    const chart = new Chart(stage, { label: 'The losses over the epochs', unit: 'epoch', lines: [{ name: 'train', colour: 'positive' }, { name: 'test', colour: 'purple', dash: true }], height: 110 });
    const numbers = element('dl', { className: 'numbers' });
    const legend = new Legend();
    const code = element('code', { className: 'language-rust' });
    const program = () => {
        code.textContent = net.code();
        window.hljs?.highlightBlock?.(code);
    };
    const copier = element('button', { type: 'button', textContent: 'Copy' });
    copier.addEventListener('click', async () => {
        copier.textContent = (await copy(code.textContent)) ? 'Copied' : 'Not allowed here';
        setTimeout(() => { copier.textContent = 'Copy'; }, 1500);
    });
    const rust = element('details', { className: 'program' }, element('summary', { textContent: 'This network in Rust' }), element('pre', {}, copier, code));
    stage.bench.append(
        element('div', { className: 'field-of-play' },
            element('div', { className: 'diagram' }, diagram.box, element('div', { className: 'net-buttons' }, diagram.add, diagram.remove), weight.box, legend.box),
            element('div', { className: 'answers' }, answers.shown, element('div', { className: 'view' }, answers.view), answers.here, views, chart.box, numbers)),
        settingsBox, doors.box, rust,
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
            const [epoch, train, right, test, rightTest, parameters] = net.numbers();
            chart.push(epoch, train, test);
            chart.draw();
            diagram.draw();
            weight.show();
            const share = (value) => (isRegression() ? digits(value, 3) : `${(100 * value).toFixed(1)} %`);
            const rows = [['epoch', Math.floor(epoch)], [`${METRIC()}, training`, share(right)], [`${METRIC()}, test`, share(rightTest)], ['parameters', parameters]];
            numbers.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
            if (stage.guess !== undefined && !stage.judged && !isRegression() && (epoch >= 100 || net.is_over())) {
                stage.judged = true;
                const since = changed.size > 0 ? ` Since you guessed, you have changed ${[...changed].map((key) => NAMES[key] ?? key).join(' and ')}.` : '';
                stage.verdict(`You said ${digits(stage.guess)} %; after ${digits(Math.floor(epoch))} epochs it is ${share(rightTest)} in the test.${since}`);
            }
        }
        answers.draw();
    };
    fields();
    renew();
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
        again: () => {
            net.again();
            chart.clear();
            stage.judged = false;
        },
        seed: () => change('seed', Number(state.seed) + 1),
        draw, say,
        numbers: () => [...net.numbers()],
        /// The samples that are learnt from: two coordinates and the label of each.
        samples: () => [...net.points(false)],
        resize: () => {
            answers.resize();
            diagram.place();
            diagram.drawOff();
        },
        state: text,
        speed: 'full',
    });
    requestAnimationFrame(() => {
        answers.resize();
        diagram.place();
        stage.draw();
    });
});
