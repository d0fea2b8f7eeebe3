/** Whom to call and what is done, of a site or a lone worker. Nothing of it is shown before it is known: "none" would be a lie. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { Contact, Finding } from '../../contract/set-up';
import { ContactSection } from './contact-section';
import { PlanSection } from './plan-section';
import type { Editing } from './site-page';
import type { Scope, usePlans } from './use-facts';

interface Props {
  readonly about: string;
  readonly scope: Scope;
  readonly contacts: UseQueryResult<readonly Contact[]>;
  readonly plans: ReturnType<typeof usePlans>;
  readonly findings: UseQueryResult<readonly Finding[]>;
  readonly zone: string;
  readonly editing: Editing;
}

export function AgreedSections({ about, scope, contacts, plans, findings, zone, editing }: Props) {
  if (contacts.data === undefined || plans.isPending) return null;
  return (
    <>
      <ContactSection about={about} contacts={contacts.data} editing={editing} />
      <PlanSection scope={scope} plans={plans} findings={findings.data ?? []} contacts={contacts.data} zone={zone} editing={editing} />
    </>
  );
}
