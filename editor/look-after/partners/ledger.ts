import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, newIntention } from '../../api/client.ts';
import { PAGE_LIMIT, usePages } from '../../ui/paged.tsx';

type Schemas = components['schemas'];
export type LedgerLine = Schemas['LedgerLine'];
export type Dispute = Schemas['Dispute'];
export type Adjustment = Schemas['Adjustment'];

interface OfEnrollment {
  readonly program: string;
  readonly partner: string;
  readonly partnerType: string;
}

/** Lines of an enrollment, the latest first. */
export const useLines = (of: OfEnrollment) =>
  usePages<LedgerLine>(['ledger', 'lines', of], async (after, signal) => {
    const query = { ...of, limit: PAGE_LIMIT, format: 'json' as const, ...after };
    const { lines, next } = (await ask(api.GET('/v1/ledger', { params: { query }, signal }))) as Schemas['LedgerPage'];
    return { rows: lines, next };
  });

/** What of its lines waits for a person: open disputes, and overrides that somebody proposed. */
export const useWaiting = ({ program, partner, partnerType }: OfEnrollment) =>
  useQuery({
    queryKey: ['ledger', 'waiting', program, partner],
    queryFn: async ({ signal }) => {
      const query = { program, partner, limit: PAGE_LIMIT };
      const [{ disputes }, { adjustments }] = await Promise.all([
        ask(api.GET('/v1/disputes', { params: { query: { ...query, state: 'open' } }, signal })),
        ask(api.GET('/v1/adjustments', { params: { query: { ...query, state: 'proposed' } }, signal })),
      ]);
      return { disputes, adjustments };
    },
    select: ({ disputes, adjustments }) => ({
      disputes: disputes.filter((each) => each.partnerType === partnerType),
      adjustments: adjustments.filter((each) => each.partnerType === partnerType),
    }),
  });

/** A change of the ledger; all that is shown of it is asked for anew. */
function useDoing<V>(work: (given: V) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: work, onSuccess: () => queries.invalidateQueries({ queryKey: ['ledger'] }) });
}

const on = (id: string) => ({ path: { id }, header: newIntention() });

/** What a person does about a line. */
export type LineStep = 'dispute' | 'hold' | 'release' | 'override';

interface Given {
  readonly line: LedgerLine;
  readonly step: LineStep;
  readonly reason: string;
  /** Of an override. */
  readonly amount: string;
}

export const useLineStep = () =>
  useDoing(({ line, step, reason, amount }: Given): Promise<unknown> => {
    switch (step) {
      case 'dispute':
        return ask(api.POST('/v1/ledger/{id}/disputes', { params: on(line.id), body: { reason } }));
      case 'hold':
        return ask(api.POST('/v1/ledger/{id}/hold', { params: on(line.id), body: { reason } }));
      case 'release':
        return ask(api.DELETE('/v1/ledger/{id}/hold', { params: { path: { id: line.id } } }));
      case 'override': {
        const { program, partner, partnerType, source, activity, incentive, payee, person } = line;
        const of = { program, partner, partnerType, source, activity, incentive, payee, ...(person !== undefined && { person }) };
        const body = { kind: 'override' as const, ...of, amount, reason };
        return ask(api.POST('/v1/adjustments', { params: { header: newIntention() }, body }));
      }
    }
  });

interface Settled {
  readonly id: string;
  readonly outcome: 'upheld' | 'rejected';
  readonly resolution: string;
  /** What the lines come to instead; empty: as the program says. */
  readonly amount: string;
}

export const useSettle = () =>
  useDoing(({ id, amount, ...found }: Settled) =>
    ask(api.POST('/v1/disputes/{id}/resolution', { params: on(id), body: { ...found, ...(amount !== '' && { amount }) } })),
  );

export const useApproveAdjustment = () => useDoing((id: string) => ask(api.POST('/v1/adjustments/{id}/approval', { params: on(id) })));

export const useRefuseAdjustment = () =>
  useDoing(({ id, reason }: { readonly id: string; readonly reason: string }) =>
    ask(api.POST('/v1/adjustments/{id}/refusal', { params: on(id), body: { reason } })),
  );
