package io.hubmeter.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What every registry must do, whatever it is made of. */
public abstract class SchemaRegistryContract {

    private static final Schema ONE =
            SchemaBuilder.record("Person").fields().requiredString("name").endRecord();
    private static final Schema WITH_DEFAULT = SchemaBuilder.record("Person")
            .fields()
            .requiredString("name")
            .name("age")
            .type()
            .intType()
            .intDefault(0)
            .endRecord();
    private static final Schema WITHOUT_DEFAULT = SchemaBuilder.record("Person")
            .fields()
            .requiredString("name")
            .requiredInt("age")
            .endRecord();

    /** The registry under test. */
    protected abstract SchemaRegistryClient registry();

    /** A name that no other test of this run uses; registries may outlive a test. */
    protected abstract String freshSubject();

    @Test
    void aSchemaKeepsItsIdInEverySubject() {
        int id = registry().register(freshSubject(), ONE);

        assertThat(registry().register(freshSubject(), ONE)).isEqualTo(id);
    }

    @Test
    void anotherSchemaGetsAnotherId() {
        String subject = freshSubject();

        assertThat(registry().register(subject, WITH_DEFAULT))
                .isNotEqualTo(registry().register(freshSubject(), ONE));
    }

    @Test
    void aSchemaIsFoundByItsId() {
        int id = registry().register(freshSubject(), WITH_DEFAULT);

        assertThat(registry().schemaById(id)).isEqualTo(WITH_DEFAULT);
    }

    @Test
    void anUnknownIdIs40403() {
        assertThatThrownBy(() -> registry().schemaById(1_000_000))
                .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.Refused.class))
                .extracting(RegistryException.Refused::status, RegistryException.Refused::errorCode)
                .containsExactly(404, 40403);
    }

    @Test
    void anUnknownSubjectIs40401() {
        assertThatThrownBy(() -> registry().idOf(freshSubject(), ONE))
                .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.Refused.class))
                .extracting(RegistryException.Refused::errorCode)
                .isEqualTo(40401);
    }

    @Test
    void aSchemaThatTheSubjectDoesNotHaveIs40403() {
        String subject = freshSubject();
        int id = registry().register(subject, ONE);

        assertThat(registry().idOf(subject, ONE)).isEqualTo(id);
        assertThatThrownBy(() -> registry().idOf(subject, WITH_DEFAULT))
                .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.Refused.class))
                .extracting(RegistryException.Refused::errorCode)
                .isEqualTo(40403);
    }

    @Test
    void aSchemaThatCannotReadEarlierOnesIs409() {
        String subject = freshSubject();
        registry().setCompatibility(subject, Compatibility.BACKWARD_TRANSITIVE);
        registry().register(subject, ONE);

        assertThat(registry().isCompatible(subject, WITHOUT_DEFAULT)).isFalse();
        assertThatThrownBy(() -> registry().register(subject, WITHOUT_DEFAULT))
                .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.Refused.class))
                .extracting(RegistryException.Refused::status)
                .isEqualTo(409);
    }

    /** The latest version could be read, the first one could not. */
    @Test
    void transitiveMeansEveryEarlierVersion() {
        String subject = freshSubject();
        registry().setCompatibility(subject, Compatibility.BACKWARD_TRANSITIVE);
        registry().register(subject, ONE);
        registry().register(subject, WITH_DEFAULT);

        assertThat(registry().isCompatible(subject, WITHOUT_DEFAULT)).isFalse();
        registry().setCompatibility(subject, Compatibility.BACKWARD);
        assertThat(registry().isCompatible(subject, WITHOUT_DEFAULT)).isTrue();
    }

    @Test
    void aNewSubjectAcceptsAnySchema() {
        assertThat(registry().isCompatible(freshSubject(), ONE)).isTrue();
    }

    @Test
    void aSubjectMayHaveAnyName() {
        String subject = freshSubject() + " a/b?ü%2F";
        int id = registry().register(subject, ONE);

        assertThat(registry().idOf(subject, ONE)).isEqualTo(id);
    }
}
