/* What is asked, in the address and in a saved view alike. Anybody can write an address: what it doesn't mean is left out. */

export const SLICES = ['partnerType', 'tier', 'region', 'segment', 'partner', 'incentive', 'integration', 'competitor'] as const;
export type Slice = (typeof SLICES)[number];
/** In a filter: that there is none, such as no partner. */
export const NONE = '-';
const COMPETITOR = ['yes', 'no', NONE] as const;
/** The most that the server takes. */
const MOST_TEXT = 200;
export const METHODS = ['prior-period', 'matched-accounts'] as const;
export type Method = (typeof METHODS)[number];

/** What alone is counted, by slice; "-": what has none. */
type Only = Readonly<Partial<Record<Exclude<Slice, 'competitor'>, string>>>;

export interface Question extends Only {
  readonly competitor?: (typeof COMPETITOR)[number];
  readonly from?: string;
  readonly to?: string;
  readonly by?: Slice;
  readonly method?: Method;
  /** Compared with the quarters of these days, */
  readonly beforeFrom?: string;
  readonly beforeTo?: string;
  /** or the time of a version with that of another one. */
  readonly version?: string;
  readonly beforeVersion?: string;
}

export const LABELS: Readonly<Record<Slice | Method, string>> = {
  partnerType: 'Partner type',
  tier: 'Tier',
  region: 'Region',
  segment: 'Segment',
  partner: 'Partner',
  incentive: 'Incentive',
  integration: 'Integration',
  competitor: 'Rival present',
  'prior-period': 'Prior period',
  'matched-accounts': 'Matched accounts',
};

const TEXTS = {
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
  beforeFrom: /^\d{4}-\d{2}-\d{2}$/,
  beforeTo: /^\d{4}-\d{2}-\d{2}$/,
  version: /^[0-9a-f]{8,64}$/,
  beforeVersion: /^[0-9a-f]{8,64}$/,
} as const satisfies Partial<Record<keyof Question, RegExp>>;

export function questionOf(search: object): Question {
  const given = search as Readonly<Record<string, unknown>>;
  const texts = Object.entries(TEXTS).filter(([name, shape]) => typeof given[name] === 'string' && shape.test(given[name]));
  const slice = SLICES.find((each) => each === given.by);
  const only = SLICES.filter((each) => each !== 'competitor' && isText(given[each]));
  const competitor = COMPETITOR.find((each) => each === given.competitor);
  const way = METHODS.find((each) => each === given.method);
  return {
    ...(Object.fromEntries(texts.map(([name]) => [name, given[name]])) as Question),
    ...(Object.fromEntries(only.map((name) => [name, given[name]])) as Only),
    ...(competitor !== undefined && { competitor }),
    ...(slice !== undefined && { by: slice }),
    ...(way !== undefined && { method: way }),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= MOST_TEXT;

/** In words, what alone is counted; missing: everything is. */
export function onlyText(question: Question): string | undefined {
  const only = SLICES.flatMap((slice) =>
    question[slice] === undefined ? [] : [`${LABELS[slice].toLowerCase()} ${question[slice] === NONE ? 'none' : question[slice]}`],
  );
  return only.length === 0 ? undefined : only.join(', ');
}

const COMPARED = ['beforeFrom', 'beforeTo', 'version', 'beforeVersion'] as const;

/** The same, compared with nothing. */
export function withoutCompared(question: Question): Omit<Question, (typeof COMPARED)[number]> {
  const { beforeFrom: _, beforeTo: __, version: ___, beforeVersion: ____, ...alone } = question;
  return alone;
}

/** As comparisons are asked for; missing: nothing is compared. Versions have their own times. */
export function comparisonOf(question: Question): Question | undefined {
  const { from, to, beforeFrom, beforeTo, version, beforeVersion, ...rest } = question;
  if (version !== undefined && beforeVersion !== undefined) return { ...rest, version, beforeVersion };
  if (beforeFrom === undefined) return undefined;
  return {
    ...rest,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    beforeFrom,
    ...(beforeTo !== undefined && { beforeTo }),
  };
}
