import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, ask, type components } from '../../api/client.ts';
import type { operations } from '../../api/schema.gen.ts';
import { PAGE_LIMIT, usePages } from '../../ui/paged.tsx';

type Schemas = components['schemas'];
export type PartnerSummary = Schemas['PartnerSummary'];
export type Partner = Schemas['RegisteredPartner'];
export type Enrollment = Schemas['Enrollment'];
export type Attainment = Schemas['AttainmentToday'];
export type Change = Schemas['Change'];
export type Gate = Schemas['GateTold'];
export type PartnerQuery = NonNullable<operations['listPartners']['parameters']['query']>;

export const usePartners = (asked: PartnerQuery) =>
  usePages<PartnerSummary>(['partners', 'list', asked], async (after, signal) => {
    const { partners, next } = await ask(api.GET('/v1/partners', { params: { query: { ...asked, limit: PAGE_LIMIT, ...after } }, signal }));
    return { rows: partners, next };
  });

export const usePartner = (id: string) =>
  useQuery({
    queryKey: ['partners', id],
    queryFn: ({ signal }) => ask(api.GET('/v1/partners/{id}', { params: { path: { id } }, signal })),
  });

interface OfEnrollment {
  readonly program: string;
  readonly partner: string;
  readonly partnerType: string;
}

export const useAttainment = ({ program, partner, partnerType }: OfEnrollment) =>
  useQuery({
    queryKey: ['partners', partner, 'attainment', program, partnerType],
    queryFn: ({ signal }) =>
      ask(api.GET('/v1/programs/{id}/attainment', { params: { path: { id: program }, query: { partner, partnerType } }, signal })),
  });

/** What some gates depend on. */
interface GateQuestion {
  readonly productLine?: string;
  readonly customer?: string;
}

/** Nothing is kept of the question; it is asked like one that only reads. */
export const useGates = ({ program, partner, partnerType }: OfEnrollment, about: GateQuestion) =>
  useQuery({
    queryKey: ['partners', partner, 'gates', program, partnerType, about],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask(api.POST('/v1/programs/{id}/gates', { params: { path: { id: program } }, body: { partner, partnerType, ...about }, signal })),
  });

export const useBalance = ({ program, partner, partnerType }: OfEnrollment) =>
  useQuery({
    queryKey: ['ledger', 'totals', program, partner, partnerType],
    queryFn: async ({ signal }) => {
      const query = { program, partner, partnerType, by: 'incentive,state' };
      return (await ask(api.GET('/v1/ledger/totals', { params: { query }, signal }))).totals;
    },
  });
