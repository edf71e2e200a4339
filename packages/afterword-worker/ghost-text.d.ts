/** The script of `<ghost-text>` for pages, and what is known of it: for `createAfterword({ models, ghostText })`. */
declare const ghostText: { readonly 'ghost-text.js': string; readonly 'ghost-text.json': string };
export default ghostText;
