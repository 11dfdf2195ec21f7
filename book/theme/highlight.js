// In place of highlight.js: the code of a page has its colours when the book is built. Here those of a program that a live figure writes.
'use strict';

window.hljs = {
    configure() {},
    highlightBlock(code) {
        if (!code.classList.contains('language-rust') || code.firstElementChild) {
            return;
        }
        const token = /(\/\/.*)|("(?:\\.|[^"\\])*")|(\b\d[\d_.]*\b)|\b(as|const|for|fn|if|impl|in|let|match|mod|mut|pub|return|struct|use|while)\b|(\b[A-Z]\w*|\b[a-z]\w*!)/g;
        const classes = ['c', 's', 'n', 'k', 't'];
        const text = code.textContent;
        const parts = [];
        let at = 0;
        for (const found of text.matchAll(token)) {
            const coloured = document.createElement('i');
            coloured.className = classes[found.slice(1).findIndex((group) => group !== undefined)];
            coloured.textContent = found[0];
            parts.push(text.slice(at, found.index), coloured);
            at = found.index + found[0].length;
        }
        code.replaceChildren(...parts, text.slice(at));
    },
};
