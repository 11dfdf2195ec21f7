// On paper nothing can be unfolded and nothing is dark: while the page is printed its folds are open, in the light theme.
'use strict';

(() => {
    const root = document.documentElement;
    const DARK = ['coal', 'navy', 'ayu'];
    let opened = [];
    let dark = [];
    addEventListener('beforeprint', () => {
        opened = [...document.querySelectorAll('main details:not([open])')];
        opened.forEach((fold) => { fold.open = true; });
        dark = DARK.filter((theme) => root.classList.contains(theme));
        if (dark.length > 0) {
            root.classList.remove(...dark);
            root.classList.add('light');
        }
    });
    addEventListener('afterprint', () => {
        opened.forEach((fold) => { fold.open = false; });
        if (dark.length > 0) {
            root.classList.remove('light');
            root.classList.add(...dark);
        }
        [opened, dark] = [[], []];
    });
})();
