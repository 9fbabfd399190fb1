package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.streams.state.avro.PodHistoryRecord;

/** A pod that has no end yet. */
record OpenPod(AccountId account, String uid, PodHistoryRecord record) {}
