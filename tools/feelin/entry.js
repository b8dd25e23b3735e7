export { evaluate, unaryTest } from '@bpmn-io/feelin';
