/** Firms of the demo, by what they are: made up, like all of it. */
const FIRSTS = [
  ...[
    'Bluewater',
    'Northgate',
    'Larkfield',
    'Ostrava',
    'Cedar',
    'Silverline',
    'Tamarind',
    'Halcyon',
    'Juniper',
    'Kestrel',
    'Meridian',
    'Nordwind',
  ],
  ...['Palisade', 'Quarry', 'Redwood', 'Saffron', 'Tideway', 'Umbra', 'Vantage', 'Willow', 'Yarrow', 'Zephyr', 'Alder', 'Brightwater'],
  ...[
    'Copperfield',
    'Dovetail',
    'Ember',
    'Foxglove',
    'Granite',
    'Harrow',
    'Ironbridge',
    'Jasper',
    'Kingfisher',
    'Lantern',
    'Maple',
    'Nightingale',
  ],
] as const;

const LASTS: Readonly<Record<string, readonly string[]>> = {
  reseller: ['Systems', 'IT Partners', 'Solutions', 'Networks'],
  isv: ['Software', 'Labs', 'Apps'],
  oem: ['Devices', 'Instruments'],
  si: ['Consulting', 'Advisors', 'Integration'],
  distributor: ['Distribution', 'Supply'],
  'vendor-field': ['Field'],
};

const TRADES = [
  'Bank',
  'Foods',
  'Logistics',
  'Energy',
  'Clinics',
  'Mobility',
  'Insurance',
  'Mills',
  'Airlines',
  'Textiles',
  'Chemicals',
  'Media',
] as const;

const at = <T>(all: readonly [T, ...T[]] | readonly T[], index: number): T | undefined => all[index % all.length];

/** Names in turn, none of them twice. */
export function partnerName(partnerType: string, index: number): string {
  const lasts = LASTS[partnerType] ?? ['Partners'];
  const round = Math.floor(index / FIRSTS.length);
  return `${at(FIRSTS, index)} ${at(lasts, index)}${round === 0 ? '' : ` ${round + 1}`}`;
}

export function customerName(index: number): string {
  const round = Math.floor(index / (FIRSTS.length * TRADES.length));
  return `${at(FIRSTS, index * 5 + Math.floor(index / FIRSTS.length))} ${at(TRADES, index)}${round === 0 ? '' : ` ${round + 1}`}`;
}

/** Of a name, under a domain that nobody has. */
export const domainOf = (name: string): string => `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.example`;
