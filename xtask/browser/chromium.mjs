// Browsers without a window, which ask nothing of the network and keep nothing: puppeteer gives them a profile and removes it.

import puppeteer from 'puppeteer-core';

export const launch = (executablePath, more = {}) => puppeteer.launch({
    executablePath,
    headless: true,
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
    ],
    ...more,
});

export const launchFirefox = (executablePath) => puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: { 'ui.useOverlayScrollbars': 1 }, // as on a phone, where they take no room
});
