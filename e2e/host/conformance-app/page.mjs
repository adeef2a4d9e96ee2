/* global document -- runs in the page */
// Runs because it is a file of the bundle; the inline script of the page must not.
document.documentElement.setAttribute('data-module', 'ran')
