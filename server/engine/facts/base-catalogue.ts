/** The catalogues by one door: what every program knows, and what one program knows beside it. */
export { measuredFact, programCatalogue } from './program-catalogue.ts';
export { baseCatalogue } from './schema-catalogue.ts';
