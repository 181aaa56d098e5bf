import type { PartnerType } from '../../../schemas/types.ts';
import type { Slice } from '../../store/analytics/asked.ts';
import type { EnrollmentRow, FirstActivityRow } from '../../store/analytics/read-enrollments.ts';
import type { Added, SizeRow } from '../../store/analytics/read-opportunities.ts';
import type { CostRow, RenewalRow, UseRow } from '../../store/analytics/read-others.ts';
import type { RecordsOf } from '../../store/analytics/records.ts';
import type { Attribution } from '../../store/analytics/tables.ts';
import type { Incremental, Method } from '../incremental.ts';
import type { Interval } from '../statistics/interval.ts';

/** The measures that programs name as what they are judged by, and as what they move: a closed list. */
export type OutcomeMeasure = NonNullable<PartnerType['judgedBy']>;

/** What figures are made of. */
export type Source = 'closed' | 'open' | 'sizes' | 'enrollments' | 'firsts' | 'uses' | 'renewals' | 'costs' | 'incremental';

/** All that is known of one quarter, and of one value of the slice; amounts in smallest units. */
export interface Cell {
  readonly closed: Readonly<Partial<Record<Attribution, Added>>>;
  readonly open: Readonly<Partial<Record<Attribution, Added>>>;
  readonly sizes: readonly SizeRow[];
  readonly enrollments: EnrollmentRow | undefined;
  readonly firsts: readonly FirstActivityRow[];
  readonly uses: UseRow | undefined;
  readonly renewals: readonly RenewalRow[];
  readonly costs: readonly CostRow[];
  readonly incremental: Incremental | undefined;
}

/** A value with what it is made of; amounts in smallest units. */
export interface Figure {
  /** undefined: there is none, and `why` says why. */
  readonly value: number | undefined;
  readonly why?: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly interval?: Partial<Interval>;
  /** So few that chance may have made it. */
  readonly small: boolean;
}

export interface LeftOut {
  readonly reason: string;
  readonly count: number;
  readonly amount?: number;
}

export interface Reckoned extends Figure {
  /** Figures that belong beside it, by name. */
  readonly beside?: Readonly<Record<string, Figure>>;
  /** Of it and the figure beside it. */
  readonly difference?: { readonly value: number } & Interval;
  readonly leftOut: readonly LeftOut[];
  /** Of an estimate: how, and by what. */
  readonly method?: string;
}

export type Unit = 'rate' | 'money' | 'days' | 'ratio' | 'count';
export type PartUnit = 'count' | 'money';

/** A figure beside the first; what it doesn't say is as with the first. */
export interface Beside {
  readonly says: string;
  readonly unit?: Unit;
  readonly numerator?: PartUnit;
  readonly denominator?: PartUnit;
}
export type Group = 'ecosystem-health' | 'commercial-contribution' | 'return';

/** Records that a figure is made of: of each figure by its name, the numerator's and the denominator's; of estimates by their baseline. */
export type Behind = Readonly<
  Record<string, { readonly numerator: RecordsOf; readonly denominator?: RecordsOf | Readonly<Record<Method, RecordsOf>> }>
>;

/** One measure with all of its faces: what is told of it, and how it is reckoned. */
export interface Measure {
  readonly id: OutcomeMeasure;
  readonly name: string;
  readonly group: Group;
  /** A sentence for whoever reads the figure. */
  readonly definition: string;
  readonly numerator: string;
  readonly denominator: string;
  /** How, with what has to be known to reckon it again. */
  readonly reckoned: string;
  readonly unit: Unit;
  /** Units of numerator and denominator: whether these are amounts. */
  readonly parts: { readonly numerator: PartUnit; readonly denominator: PartUnit };
  /** Whether more is better; estimates are labelled. */
  readonly better: 'higher' | 'lower' | 'neither';
  readonly estimate?: true;
  readonly sources: readonly Source[];
  readonly slices: readonly Slice[];
  /** Figures beside the first, by name: in words. */
  readonly beside: Readonly<Record<string, Beside>>;
  /** Of which two figures the difference is told: in words. */
  readonly difference?: string;
  /** What may be left out, by reason: why. */
  readonly leaves: Readonly<Record<string, string>>;
  readonly reckon: (cell: Cell) => Reckoned;
  readonly behind: Behind;
  readonly behindLeftOut?: Readonly<Record<string, RecordsOf>>;
}

/** Below so many cases a figure is marked. */
export const SMALL = 30;
