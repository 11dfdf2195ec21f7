// Figures that are also labs get a button; what a lab needs is loaded when it is pressed, and not before.
'use strict';

(() => {
    const figures = [...document.querySelectorAll('figure[data-lab]')];
    if (figures.length === 0 || location.pathname.endsWith('/print.html')) {
        return;
    }
    const home = new URL('../generated/labs/', document.currentScript.src);
    /// The labs whose scripts are several.
    const PARTS = { playground: ['answers', 'legend', 'net', 'weight', 'files'] };
    // Scripts that are put in at run time run in any order, unless they are told not to.
    const load = (name) => new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement('script'), { src: new URL(name, home).href, async: false });
        script.addEventListener('load', resolve);
        script.addEventListener('error', () => reject(new Error(`${name} cannot be loaded`)));
        document.head.append(script);
    });
    const style = (name) => new Promise((resolve) => {
        const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL(name, home).href });
        link.onload = link.onerror = resolve;
        document.head.append(link);
    });
    // Each file once, and again if it did not come.
    const once = new Map();
    const need = (name) => {
        if (!once.has(name)) {
            const coming = name.endsWith('.css') ? style(name) : load(name);
            once.set(name, coming);
            coming.catch(() => once.delete(name));
        }
        return once.get(name);
    };

    // What a lab carries of its own, packed with gzip and written in base64: only its page loads it.
    const CARRIES = ['drawing'];
    const unpack = async (packed) => {
        const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
        const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
        return new Uint8Array(await new Response(unpacked).arrayBuffer());
    };
    const carried = async (lab) => {
        if (!CARRIES.includes(lab)) {
            return {};
        }
        await need(`${lab}-data.js`);
        const files = Object.entries(window.annCarried[lab]).map(async ([name, packed]) => [name, await unpack(packed)]);
        return Object.fromEntries(await Promise.all(files));
    };

    // The state of a lab stands behind the address as `#lab=neuron&rate=0.1`.
    const shared = new URLSearchParams(location.hash.slice(1));
    const asked = shared.get('lab');

    const start = async (figure, button, settings) => {
        button.disabled = true;
        button.setAttribute('aria-busy', 'true');
        button.textContent = 'Loading the library…';
        try {
            // In this order: what is loaded first runs first.
            const shared = ['elements.js', 'clock.js', 'far.js', 'stage.js', 'chart.js', 'plane.js', 'diagram.js', 'bars.js'];
            const parts = (PARTS[figure.dataset.lab] ?? []).map((part) => `${figure.dataset.lab}-${part}.js`);
            const files = ['labs.css', 'library.js', ...shared, ...parts, `${figure.dataset.lab}.js`];
            const [own] = await Promise.all([carried(figure.dataset.lab), ...files.map(need)]);
            await window.annLabs.start(figure, await window.annLibrary(), settings, own);
            button.remove();
        } catch (error) {
            button.disabled = false;
            button.removeAttribute('aria-busy');
            button.textContent = `This figure does not run here: ${error.message}`;
        }
    };

    const isReady = () => need('state.js').then(() => window.annLabsReady);
    const offer = (figure) => {
        const button = document.createElement('button');
        const textContent = figure.dataset.lab === 'drawing' ? 'Draw a digit' : 'Run this figure';
        Object.assign(button, { type: 'button', className: 'run-lab', textContent });
        button.addEventListener('click', () => start(figure, button, figure.dataset.settings));
        figure.append(button);
        if (asked === figure.dataset.lab) {
            const settings = [...shared].filter(([name]) => name !== 'lab').map((pair) => pair.join('='));
            start(figure, button, settings.join('&'));
            figure.scrollIntoView();
        }
    };

    // The figure of the front page runs by itself, once it is seen and the page has nothing else to do. Nothing of it is loaded before;
    // and whoever wants little motion, or little to be loaded, is asked first.
    const idle = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: 5000 }) : setTimeout(act, 2000));
    const unasked = (figure) => {
        const seen = new IntersectionObserver(([entry]) => {
            if (!entry.isIntersecting) {
                return;
            }
            seen.disconnect();
            idle(async () => {
                if (!await isReady().catch(() => false)) {
                    return;
                }
                const button = document.createElement('button');
                Object.assign(button, { type: 'button', className: 'run-hero', textContent: '▶ Run' });
                button.setAttribute('aria-label', 'Let the network learn');
                const run = async () => {
                    button.removeEventListener('click', run);
                    try {
                        await Promise.all(['library.js', 'hero.js'].map(need));
                        window.annHero(figure, await window.annLibrary(), button);
                    } catch {
                        // The figure stays as it is.
                        button.remove();
                    }
                };
                button.addEventListener('click', run);
                figure.append(button);
                if (!matchMedia('(prefers-reduced-motion: reduce)').matches && !navigator.connection?.saveData) {
                    idle(run);
                }
            });
        }, { threshold: 0.5 });
        seen.observe(figure.querySelector('.drawing'));
    };

    const [own, others] = [figures.filter((figure) => figure.dataset.lab === 'hero'), figures.filter((figure) => figure.dataset.lab !== 'hero')];
    if (others.length > 0) {
        isReady().then((ready) => ready && others.forEach(offer), () => {});
    }
    own.forEach((figure) => (document.readyState === 'complete' ? unasked(figure) : window.addEventListener('load', () => unasked(figure), { once: true })));
})();
