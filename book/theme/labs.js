// Figures that are also labs get a button; what a lab needs is loaded when it is pressed, and not before.
'use strict';

(() => {
    const figures = [...document.querySelectorAll('figure[data-lab]')];
    if (figures.length === 0 || location.pathname.endsWith('/print.html')) {
        return;
    }
    const home = new URL('../generated/labs/', document.currentScript.src);
    // Scripts that are put in at run time run in any order, unless they are told not to.
    const load = (name) => new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement('script'), { src: new URL(name, home).href, async: false });
        script.addEventListener('load', resolve);
        script.addEventListener('error', () => reject(new Error(`${name} cannot be loaded`)));
        document.head.append(script);
    });
    const once = new Map();
    const need = (name) => {
        if (!once.has(name)) {
            once.set(name, load(name));
        }
        return once.get(name);
    };
    const style = () => {
        const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('labs.css', home).href });
        const done = new Promise((resolve) => { link.onload = link.onerror = resolve; });
        document.head.append(link);
        return done;
    };

    // The state of a lab stands behind the address as `#lab=neuron&rate=0.1`.
    const shared = new URLSearchParams(location.hash.slice(1));
    const asked = shared.get('lab');

    const start = async (figure, button, settings) => {
        button.disabled = true;
        button.setAttribute('aria-busy', 'true');
        button.textContent = 'Loading the library…';
        try {
            if (!once.has('labs.css')) {
                once.set('labs.css', style());
            }
            // In this order: what is loaded first runs first.
            const scripts = ['library.js', 'stage.js', 'chart.js', 'plane.js', 'diagram.js', `${figure.dataset.lab}.js`];
            await Promise.all([once.get('labs.css'), ...scripts.map(need)]);
            const library = await window.annLibrary();
            window.annLabs.start(figure, library, settings);
            button.remove();
        } catch (error) {
            button.disabled = false;
            button.removeAttribute('aria-busy');
            button.textContent = `This figure does not run here: ${error.message}`;
        }
    };

    load('state.js').then(() => {
        if (!window.annLabsReady) {
            return;
        }
        for (const figure of figures) {
            const button = document.createElement('button');
            Object.assign(button, { type: 'button', className: 'run-lab', textContent: 'Run this figure' });
            button.addEventListener('click', () => start(figure, button, figure.dataset.settings));
            figure.append(button);
            if (asked === figure.dataset.lab) {
                const settings = decodeURIComponent(location.hash.slice(1)).split('&').filter((part) => !part.startsWith('lab=')).join('&');
                start(figure, button, settings);
                figure.scrollIntoView();
            }
        }
    }, () => {});
})();
