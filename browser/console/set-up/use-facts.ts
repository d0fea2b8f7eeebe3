/** What is true of a site or a lone worker now: contacts, plan, findings, and the newest signals. */
import { useQuery } from '@tanstack/react-query';
import type { AgreedPlan, Contact, Panel } from '../../contract/set-up';
import { newestPlans } from '../../core/set-up';
import { checkPlan, readContacts, readSignals } from '../../platform/set-up';
import { useAll } from './parts';

export interface Scope {
  readonly customer_id: string;
  readonly site_id?: string;
  readonly lone_worker_id?: string;
}

const LOOK_MS = 2_000;

export const useContacts = (about: string) => useQuery({ queryKey: ['set-up', 'contacts', about], queryFn: () => readContacts(about) });

/** Its own plan; else what was agreed for all of the customer's. */
export function usePlan(scope: Scope) {
  const own = useAll('response-plans', `of=${scope.site_id ?? scope.lone_worker_id ?? ''}`);
  const shared = useAll('response-plans', `of=${scope.customer_id}`);
  const all = (plans: readonly AgreedPlan[]) => newestPlans(plans).find((plan) => plan.response_kind === null) ?? newestPlans(plans)[0] ?? null;
  const its = all(own.data ?? []);
  const theirs = all((shared.data ?? []).filter((plan) => plan.site_id === null && plan.lone_worker_id === null));
  return {
    own: its,
    shared: theirs,
    followed: its ?? theirs,
    isPending: own.isPending || shared.isPending,
    error: own.error ?? shared.error,
    refetch: () => Promise.all([own.refetch(), shared.refetch()]),
  };
}

/** What the server finds wrong with the plan that would be followed now. */
export const useFindings = (scope: Scope, plan: AgreedPlan | null, contacts: readonly Contact[] | undefined) =>
  useQuery({
    queryKey: ['set-up', 'findings', scope, plan?.id ?? null, contacts],
    queryFn: () => checkPlan({ ...scope, response_kind: plan?.response_kind ?? null, plan: plan?.plan ?? { name: 'The centre’s standard procedure' } }),
    enabled: contacts !== undefined,
    placeholderData: (before) => before,
  });

/** Asked every two seconds while the page is open: whoever stands at the panel waits for this line. */
export const useSignals = (panels: readonly Panel[]) => useQuery({ queryKey: ['signals', 'newest'], queryFn: readSignals, enabled: panels.length > 0, refetchInterval: LOOK_MS });
