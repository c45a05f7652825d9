import { figureWords, kindWords, topicWords } from '@/components/alerts/words'
import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { alertStates, channelKinds, deliveryStates, figures, noticeSeverities, noticeTopics } from '@/lib/contracts/enumerations'

const severity = { name: 'severity', label: 'Severity', options: optionsOf(noticeSeverities) }

export const alertSpec: TableQuerySpec = {
  filters: [{ name: 'state', label: 'State', options: optionsOf(['open', ...alertStates]) }, severity],
}

export const ruleSpec: TableQuerySpec = {
  filters: [
    { name: 'figure', label: 'Figure', options: figures.map((value) => ({ value, label: figureWords[value].title })) },
    severity,
  ],
  defaultSort: 'name',
}

export const channelSpec: TableQuerySpec = {
  filters: [{ name: 'kind', label: 'Kind', options: channelKinds.map((value) => ({ value, label: kindWords[value] })) }],
  defaultSort: 'name',
}

export const noticeSpec: TableQuerySpec = {
  filters: [
    { name: 'topic', label: 'About', options: noticeTopics.map((value) => ({ value, label: topicWords[value] })) },
    { name: 'state', label: 'Delivery', options: optionsOf(deliveryStates) },
  ],
}
