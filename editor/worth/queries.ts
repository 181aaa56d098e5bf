import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, ifMatch } from '../api/client.ts';
import { PAGE_LIMIT, usePages } from '../ui/paged.tsx';
import { type Method, NONE, type Question, type Slice, withoutCompared } from './question.ts';

type Schemas = components['schemas'];
export type Measure = Schemas['Measure'];
export type MeasureFigure = Schemas['MeasureFigure'];
export type Figures = Schemas['Figures'];
export type Portfolio = Schemas['Portfolio'];
export type IncentiveList = Schemas['IncentiveList'];

export type Comparison = Schemas['Comparison'];
export type View = Schemas['View'];
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

/** Values that figures may be of alone; of many those with the most to tell. */
export const useSliceValues = (program: string, { from, to }: Question, by: Slice) =>
  useQuery({
    queryKey: key(program, 'values', from, to, by),
    queryFn: async ({ signal }) => {
      // each slice is known by one of these at least
      const measures = 'win-rate,active-partner-rate,program-cost-ratio';
      const query = { by, per: 'range' as const, measures, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
      const told = await ask(api.GET('/v1/analytics/programs/{id}/figures', { params: { path: on(program), query }, signal }));
      const values = told.measures.flatMap(({ figures }) => figures.flatMap(({ slice }) => (slice === undefined ? [] : [slice ?? NONE])));
      return { values: [...new Set(values)].toSorted(), hasMore: told.measures.some(({ moreSlices = 0 }) => moreSlices > 0) };
    },
  });

export type RecordsPart = 'numerator' | 'denominator' | 'left-out';

export interface RecordsOf {
  readonly measure: string;
  readonly quarter: string;
  /** A day of the last, of several quarters together. */
  readonly to?: string;
  readonly part: RecordsPart;
  /** `value`, or the name of one beside it. */
  readonly figure: string;
  /** Why they were left out. */
  readonly reason?: string;
  /** Baseline of estimates. */
  readonly method?: Method;
  /** What alone is counted. */
  readonly only?: Readonly<Record<string, string>>;
  /** "-": none. */
  readonly slice?: { readonly by: Slice; readonly value: string };
}

export const useRecords = (program: string, { measure, quarter, to, part, figure, reason, method, only, slice }: RecordsOf) =>
  usePages<Schemas['RecordPage']['records'][number]>(
    key(program, 'records', measure, quarter, to, part, figure, reason, method, only, slice),
    async (after, signal) => {
      const query = {
        quarter,
        part,
        figure,
        ...(to !== undefined && { to }),
        ...(reason !== undefined && { reason }),
        ...(method !== undefined && { method }),
        ...only,
        ...(slice && { [slice.by]: slice.value }),
        limit: PAGE_LIMIT,
        ...after,
      };
      const path = { id: program, measure };
      const asked = api.GET('/v1/analytics/programs/{id}/measures/{measure}/records', { params: { path, query }, signal });
      const { records, next } = await ask(asked);
      return { rows: records, next };
    },
  );

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

/** Over the revision that was read. */
export function useChangeView(program: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, revision, name, view }: Pick<View, 'id' | 'revision' | 'name'> & { readonly view: Question }) => {
      const params = { path: { id: program, view: id }, header: ifMatch(revision) };
      return ask(api.PUT('/v1/analytics/programs/{id}/views/{view}', { params, body: { name, view } }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key(program, 'views') }),
  });
}

export function useDeleteView(program: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, revision }: Pick<View, 'id' | 'revision'>) => {
      const params = { path: { id: program, view: id }, header: ifMatch(revision) };
      return ask(api.DELETE('/v1/analytics/programs/{id}/views/{view}', { params }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key(program, 'views') }),
  });
}
