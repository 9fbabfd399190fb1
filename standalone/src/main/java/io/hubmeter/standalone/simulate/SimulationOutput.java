package io.hubmeter.standalone.simulate;

import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.SimulatedAccount;
import java.io.IOException;

/** Where simulated accounts are told of, one after the other. */
public interface SimulationOutput {
    /** Tells of one account. */
    void account(RecordedAccount recorded, SimulatedAccount simulated) throws IOException;

    /** Tells what there is to say of all of them. */
    void end() throws IOException;
}
