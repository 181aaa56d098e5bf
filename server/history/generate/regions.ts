/** Sales regions, with countries of each (ISO 3166 alpha-2). */
export const REGIONS = ['americas', 'emea', 'apac'] as const;
export type Region = (typeof REGIONS)[number];

const COUNTRIES = {
  americas: ['US', 'CA', 'BR', 'MX'],
  emea: ['DE', 'GB', 'FR', 'NL', 'SE', 'AE'],
  apac: ['JP', 'AU', 'IN', 'SG'],
} as const;

export const countriesOf = (region: Region): (typeof COUNTRIES)[Region] => COUNTRIES[region];
