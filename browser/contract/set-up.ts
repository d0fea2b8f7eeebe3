/** What a centre sets up, by the names that the pages use. */
import type { Schema } from './api';

export interface SetUp {
  readonly customers: Schema['CustomerShape'];
  readonly sites: Schema['SiteShape'];
  readonly 'lone-workers': Schema['LoneWorkerShape'];
  readonly panels: Schema['PanelHeard'];
  readonly people: Schema['PersonShape'];
  readonly 'api-keys': Schema['ApiKeyShape'];
  readonly webhooks: Schema['WebhookShape'];
  readonly 'receiver-lines': Schema['ReceiverLineShape'];
  readonly trackers: Schema['TrackerLine'];
  readonly 'response-plans': Schema['AgreedPlanShape'];
}
export type Kind = keyof SetUp;

export type Customer = SetUp['customers'];
export type Site = SetUp['sites'];
export type LoneWorker = SetUp['lone-workers'];
export type Panel = SetUp['panels'];
export type Person = SetUp['people'];
export type ReceiverLine = SetUp['receiver-lines'];
export type Tracker = SetUp['trackers'];
export type AgreedPlan = SetUp['response-plans'];
export type Zone = Schema['ZoneShape'];
export type ZoneKind = Schema['ZoneKind'];
export type MappingOutcome = Required<Schema['MappingOutcome']>;
export type Device = Schema['DeviceLine'];
export type Enrolment = Schema['EnrolmentOffered'];
export type Contact = Schema['ContactShape'];
export type Finding = Schema['FindingShape'];
export type Signal = Schema['SignalShape'];
