import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components } from '../api/client.ts';
import { type Question, type Slice, withoutCompared } from './question.ts';

type Schemas = components['schemas'];
export type Measure = Schemas['Measure'];
export type MeasureFigure = Schemas['MeasureFigure'];
export type Figures = Schemas['Figures'];
export type Portfolio = Schemas['Portfolio'];
export type IncentiveList = Schemas['IncentiveList'];

export type Comparison = Schemas['Comparison'];
export type MoveTried = Schemas['MoveTried'];

const on = (id: string) => ({ id });
const key = (program: string, ...rest: readonly unknown[]) => ['analytics', program, ...rest];

/** What each measure means: said where it is reckoned, and shown as it is said. */
export const useMeasures = () =>
  useQuery({
    queryKey: ['analytics', 'measures'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(api.GET('/v1/analytics/measures', { signal })),
  });

export function useFigures(program: string, question: Question, measures?: string) {
  const asked = withoutCompared(question);
  return useQuery({
    queryKey: key(program, 'figures', asked, measures),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/analytics/programs/{id}/figures', {
          params: { path: on(program), query: { ...asked, ...(measures !== undefined && { measures }) } },
          signal,
        }),
      ),
  });
}

export const useComparison = (program: string, question: Question) =>
  useQuery({
    queryKey: key(program, 'comparison', question),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask(api.GET('/v1/analytics/programs/{id}/comparison', { params: { path: on(program), query: question }, signal })),
  });

export type RecordsPart = 'numerator' | 'denominator' | 'left-out';

export interface RecordsOf {
  readonly measure: string;
  readonly quarter: string;
  readonly part: RecordsPart;
  /** `value`, or the name of one beside it. */
  readonly figure: string;
  /** Why they were left out. */
  readonly reason?: string;
  /** "-": none. */
  readonly slice?: { readonly by: Slice; readonly value: string };
}

export const useRecords = (program: string, { measure, quarter, part, figure, reason, slice }: RecordsOf) =>
  useQuery({
    queryKey: key(program, 'records', measure, quarter, part, figure, reason, slice),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/analytics/programs/{id}/measures/{measure}/records', {
          params: {
            path: { id: program, measure },
            query: {
              quarter,
              part,
              figure,
              ...(reason !== undefined && { reason }),
              ...(slice && { [slice.by]: slice.value }),
              limit: '200',
            },
          },
          signal,
        }),
      ),
  });

export const usePortfolio = (program: string, { from, to }: Question, of: 'partner' | 'integration') =>
  useQuery({
    queryKey: key(program, 'portfolio', from, to, of),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/analytics/programs/{id}/portfolio', {
          params: { path: on(program), query: { of, ...(from !== undefined && { from }), ...(to !== undefined && { to }) } },
          signal,
        }),
      ),
  });

/** Nothing is kept of it. */
export const useTryMove = (program: string) =>
  useMutation({
    mutationFn: (body: Schemas['Move']) =>
      ask(api.POST('/v1/analytics/programs/{id}/portfolio/moves', { params: { path: on(program) }, body })),
  });

export const useIncentives = (program: string, { from, to }: Question) =>
  useQuery({
    queryKey: key(program, 'incentives', from, to),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/analytics/programs/{id}/incentives', {
          params: { path: on(program), query: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) } },
          signal,
        }),
      ),
  });

export const useViews = (program: string) =>
  useQuery({
    queryKey: key(program, 'views'),
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/v1/analytics/programs/{id}/views', { params: { path: on(program), query: { limit: '200' } }, signal }))).views,
  });

export function useSaveView(program: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly name: string; readonly view: Question }) =>
      ask(api.POST('/v1/analytics/programs/{id}/views', { params: { path: on(program) }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key(program, 'views') }),
  });
}
