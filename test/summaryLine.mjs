/** Closes a run with one line that any CI log reader can count: `12 passed, 0 failed, 3 skipped`. */
export default class SummaryLine {
	onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests }) {
		console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
	}
}
