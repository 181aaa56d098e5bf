import { Button, Center } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

interface Page<T> {
  readonly rows: readonly T[];
  readonly next?: string | undefined;
}

export interface Paged<T> {
  /** Undefined while the first page is on its way. */
  readonly rows: readonly T[] | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly hasMore: boolean;
  readonly isFetchingMore: boolean;
  readonly again: () => void;
  readonly more: () => void;
}

/** The most that the server gives at a time. */
export const PAGE_LIMIT = '200';

/** A list that the server gives page by page: what was fetched so far, and how to have more of it. */
export function usePages<T>(
  key: readonly unknown[],
  page: (after: { readonly after?: string }, signal: AbortSignal) => Promise<Page<T>>,
  isEnabled = true,
): Paged<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    enabled: isEnabled,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => page(pageParam === '' ? {} : { after: pageParam }, signal),
    getNextPageParam: ({ next }: Page<T>) => next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((each) => each.rows), [query.data]);
  return {
    rows,
    error: query.error,
    isFetching: query.isFetching,
    hasMore: query.hasNextPage,
    isFetchingMore: query.isFetchingNextPage,
    again: () => void query.refetch(),
    more: () => void query.fetchNextPage(),
  };
}

/** Below a table whose rows aren't all here. Sorting and filtering are of those that are. */
export function More({
  list,
  what,
}: {
  readonly list: Pick<Paged<unknown>, 'hasMore' | 'isFetchingMore' | 'more'>;
  readonly what: string;
}) {
  if (!list.hasMore) return null;
  return (
    <Center mt="sm">
      <Button variant="default" loading={list.isFetchingMore} onClick={list.more}>
        Fetch more {what}
      </Button>
    </Center>
  );
}
