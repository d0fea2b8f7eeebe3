/** What is true of a site or a lone worker now: contacts, plans, findings, and the newest signals. */
import { useQuery } from '@tanstack/react-query';
import type { AgreedPlan, Contact, Finding, Panel } from '../../contract/set-up';
import { distinct, newestPlans } from '../../core/plan';
import { checkPlan, readContacts, readSignals } from '../../platform/set-up';
import { useAll } from './parts';

export interface Scope {
  readonly customer_id: string;
  readonly site_id?: string;
  readonly lone_worker_id?: string;
}

const LOOK_MS = 2_000;

export const useContacts = (about: string) => useQuery({ queryKey: ['set-up', 'contacts', about], queryFn: () => readContacts(about) });

/** Its own plans; and what was agreed for all of the customer's, where its own leave hours or kinds open. */
export function usePlans(scope: Scope) {
  const asked = useAll('response-plans', `of=${scope.site_id ?? scope.lone_worker_id ?? ''}`);
  const ofCustomer = useAll('response-plans', `of=${scope.customer_id}`);
  const own = newestPlans(asked.data ?? []);
  const theirs = newestPlans((ofCustomer.data ?? []).filter((plan) => plan.site_id === null && plan.lone_worker_id === null));
  const shared = own.some((plan) => plan.response_kind === null && plan.hours === null) ? [] : theirs;
  return {
    own,
    shared,
    followed: [...own, ...shared],
    isPending: asked.isPending || ofCustomer.isPending,
    error: asked.error ?? ofCustomer.error,
    refetch: () => Promise.all([asked.refetch(), ofCustomer.refetch()]),
  };
}

/** What the server finds wrong with the plans that would be followed now. */
export const useFindings = (scope: Scope, { own, shared }: { readonly own: readonly AgreedPlan[]; readonly shared: readonly AgreedPlan[] }, contacts: readonly Contact[] | undefined) =>
  useQuery({
    queryKey: ['set-up', 'findings', scope, [...own, ...shared].map((plan) => plan.id), contacts],
    queryFn: async (): Promise<readonly Finding[]> => {
      const bodies = [
        ...own.map((plan) => ({ ...scope, response_kind: plan.response_kind, plan_id: plan.plan_id, plan: plan.plan })),
        ...shared.map((plan) => ({ ...scope, response_kind: plan.response_kind, plan: plan.plan })),
      ];
      const standard = { ...scope, plan: { name: 'The centre’s standard procedure' } };
      const found = await Promise.all((bodies.length === 0 ? [standard] : bodies).map(checkPlan));
      return distinct(found.flat());
    },
    enabled: contacts !== undefined,
    placeholderData: (before) => before,
  });

/** Asked every two seconds while the page is open: whoever stands at the panel waits for this line. */
export const useSignals = (panels: readonly Panel[]) => useQuery({ queryKey: ['signals', 'newest'], queryFn: readSignals, enabled: panels.length > 0, refetchInterval: LOOK_MS });
