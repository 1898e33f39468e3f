/**
 * Run with n8n's Node.js, which has SQLite: `node readExecutions.mjs <database>` prints all executions as JSON. n8n's own
 * list shows no more than 100 of those that still run.
 */
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.argv[2], { readOnly: true });
const rows = database
	.prepare(
		`SELECT id, status, mode, data FROM execution_entity LEFT JOIN execution_data ON executionId = id
		WHERE deletedAt IS NULL ORDER BY id`,
	)
	.all();
console.log(JSON.stringify(rows));
