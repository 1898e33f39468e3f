import type { NodeParameterValueType, NodeTypeAndVersion } from 'n8n-workflow';

import { isToolkit } from '../fields/item';
import { isRecord } from '../shared/json';
import { locatedId } from '../shared/values';
import type { Section } from './preview';
import type { Texts } from './texts';
import { isOurs, type ToolCall } from './toolCall';

/** The tool and what it is given, as a person reads it. */
export function callSections(
	call: ToolCall,
	parameters: Record<string, unknown>,
	texts: Texts,
): Section[] {
	const { node, name, given, isOnly } = call;
	const isKnown = node !== undefined && isOurs(node);
	const isCertain = isOnly && (isKnown || node?.name === name);
	const doubt = isCertain ? '' : `\n\n${texts.severalTools}`;
	return [
		{ heading: texts.tool, text: (isCertain && node ? nameOf(node, name) : name) + doubt },
		{ heading: texts.agentEnters, text: written(given) || texts.nothing },
		// What is fixed in others may be a password.
		...(isKnown ? [{ heading: texts.toolDoes, text: written(parameters) }] : []),
	].filter(({ text }) => text !== '');
}

/** Of a toolkit, what the agent calls is one of its tools. */
const nameOf = (node: NodeTypeAndVersion, called: string) => (isToolkit(node) ? called : node.name);

/**
 * Each value on a line behind its name. Further lines of a value are indented, so that none looks like the next value.
 * What is empty is left out.
 */
function written(values: Record<string, unknown>): string {
	return Object.entries(values)
		.map(([name, value]) => [name, plain(value)])
		.filter(([, value]) => value !== '')
		.map(([name, value = '']) => `${name}: ${value.replace(/\r\n?|\n/g, '\n    ')}`)
		.join('\n');
}

function plain(value: unknown): string {
	const bare: unknown = locatedId(value as NodeParameterValueType);
	if (bare === undefined || bare === null) return '';
	if (typeof bare !== 'object') return String(bare);
	const isEmpty = isRecord(bare)
		? Object.keys(bare).length === 0
		: (bare as unknown[]).length === 0;
	return isEmpty ? '' : `\n${JSON.stringify(bare, null, 2)}`;
}
