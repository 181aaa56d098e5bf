import type { Timeline } from '../../engine/program/model.ts';
import type { Analytics, Reckoning } from '../analytics.ts';
import type { Asking } from '../asking.ts';
import { type Figures, figuresOf } from '../figures.ts';
import { incentivesOf } from '../incentives.ts';
import { portfolioOf } from '../portfolio.ts';

/** All that a report tells: figures by quarter and of the whole time, sliced as asked, incentives, the portfolio. */
export interface ReportContent {
  readonly name: string;
  readonly quarters: Figures;
  readonly whole: Figures;
  readonly sliced: Figures;
  readonly incentives: Awaited<ReturnType<typeof incentivesOf>>;
  readonly portfolio: Awaited<ReturnType<typeof portfolioOf>>;
}

export async function reportContent(
  analytics: Pick<Analytics, 'store'>,
  reckoning: Reckoning,
  timeline: Timeline,
  asking: Asking,
): Promise<ReportContent> {
  const { asked } = asking;
  const of = (more: Partial<Asking['asked']>) => figuresOf(analytics, reckoning, { ...asking, asked: { ...asked, ...more } });
  return {
    name: timeline.versions.at(-1)?.document.name ?? timeline.id,
    quarters: await of({ per: 'quarter', by: undefined }),
    whole: await of({ per: 'range', by: undefined }),
    sliced: await of({ per: 'range', by: asked.by ?? 'partnerType' }),
    incentives: await incentivesOf(analytics, reckoning, timeline, asking),
    portfolio: await portfolioOf(analytics, reckoning, asking, 'partner'),
  };
}
