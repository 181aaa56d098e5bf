import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, newIntention } from '../api/client.ts';

type Schemas = components['schemas'];
export type Submission = Schemas['Submission'];
export type TimelineEntry = Schemas['TimelineEntry'];

const keys = { all: ['submissions'] as const };

/** Of a program, the latest first. */
export const useSubmissions = (program: string | undefined) =>
  useQuery({
    queryKey: [...keys.all, 'list', program],
    enabled: program !== undefined,
    queryFn: async ({ signal }) => {
      const query = { limit: '200', ...(program !== undefined && { program }) };
      return (await ask(api.GET('/v1/submissions', { params: { query }, signal }))).submissions.toReversed();
    },
  });

export const useSubmission = (id: string) =>
  useQuery({
    queryKey: [...keys.all, id],
    queryFn: ({ signal }) => ask(api.GET('/v1/submissions/{id}', { params: { path: { id } }, signal })),
  });

export const useComments = (id: string) =>
  useQuery({
    queryKey: [...keys.all, id, 'comments'],
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/v1/submissions/{id}/comments', { params: { path: { id }, query: { limit: '200' } }, signal }))).comments,
  });

export const useTimeline = (program: string | undefined) =>
  useQuery({
    queryKey: ['programs', program, 'timeline'],
    enabled: program !== undefined,
    queryFn: ({ signal }) => ask(api.GET('/v1/programs/{id}/timeline', { params: { path: { id: program ?? '' } }, signal })),
  });

/** What one does with a submission or the timeline; afterwards both are asked anew. */
function useDoing<V>(work: (variables: V) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: keys.all }), queries.invalidateQueries({ queryKey: ['programs'] })]);
    },
  });
}

const on = (id: string) => ({ path: { id }, header: newIntention() });

export const useApprove = () =>
  useDoing(({ submission, comment }: { readonly submission: Submission; readonly comment: string }) =>
    ask(
      api.POST('/v1/submissions/{id}/approvals', {
        params: on(submission.id),
        body: { evidence: submission.evidenceHash, ...(comment !== '' && { comment }) },
      }),
    ),
  );

export const useReturn = () =>
  useDoing(({ id, reason }: { readonly id: string; readonly reason: string }) =>
    ask(api.POST('/v1/submissions/{id}/returns', { params: on(id), body: { reason } })),
  );

export const useWithdraw = () =>
  useDoing(({ id, reason }: { readonly id: string; readonly reason: string }) =>
    ask(api.POST('/v1/submissions/{id}/withdrawal', { params: on(id), body: { reason } })),
  );

/** Of a past day what it posts is confirmed. */
export const usePublish = () =>
  useDoing(({ id, evidence }: Submission) =>
    ask(
      api.POST('/v1/submissions/{id}/publication', {
        params: on(id),
        body: evidence.past ? { confirmPast: evidence.liability.difference } : {},
      }),
    ),
  );

export const useComment = () =>
  useDoing(({ id, text }: { readonly id: string; readonly text: string }) =>
    ask(api.POST('/v1/submissions/{id}/comments', { params: on(id), body: { text } })),
  );

export const useWithdrawEntry = () =>
  useDoing(({ program, entry, reason }: { readonly program: string; readonly entry: string; readonly reason: string }) =>
    ask(api.DELETE('/v1/programs/{id}/timeline/{entry}', { params: { path: { id: program, entry }, query: { reason } } })),
  );

export const useRollBack = () =>
  useDoing(
    ({
      program,
      version,
      from,
      reason,
    }: {
      readonly program: string;
      readonly version: string;
      readonly from: string;
      readonly reason: string;
    }) =>
      ask(
        api.POST('/v1/programs/{id}/timeline', {
          params: on(program),
          body: { version, reason, ...(from !== '' && { from }) },
        }),
      ),
  );
