// A stylesheet is imported for its effect: vite links it from the page.
declare module '*.css'
