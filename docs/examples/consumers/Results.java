import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The newest outcome of each mailbox and probe, first as a table, then each change. Needs Java 17, the jars of
 * kafka-clients and jackson-databind. Environment: KAFKA_BROKERS; KAFKA_CONFIG, a file of client settings, for TLS
 * and a login: security.protocol=SASL_SSL, ssl.truststore.type=PEM, ssl.truststore.location=…,
 * sasl.mechanism=SCRAM-SHA-512, sasl.jaas.config=…ScramLoginModule required username="…" password="…";
 */
public class Results {
    record Outcome(String mailId, String name, String at) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Outcome> newest = new TreeMap<>();

    /** Reading a record twice does no harm here: it says the same. Another use drops known ce_source and ce_id. */
    static Optional<String> take(ConsumerRecord<String, String> record) throws Exception {
        var header = record.headers().lastHeader("ce_type");
        if (record.value() == null || header == null) {
            return Optional.empty(); // a tombstone
        }
        var type = new String(header.value(), StandardCharsets.UTF_8);
        var late = type.equals("io.mailsonde.late.v1");
        if (!late && !type.equals("io.mailsonde.result.v1")) {
            return Optional.empty(); // of a later release
        }
        JsonNode data = JSON.readTree(record.value()); // fields that we don't ask for don't disturb
        var mail = data.path("mail");
        var key = mail.path("mailbox").asText() + " " + mail.path("probe").asText();
        var id = mail.path("mail_id").asText();
        if (late && newest.containsKey(key) && !newest.get(key).mailId().equals(id)) {
            return Optional.empty(); // corrects an older one
        }
        newest.put(key, new Outcome(id, late ? "late" : data.path("outcome").asText(), data.path("at").asText()));
        return Optional.of(key);
    }

    static void show(String key) {
        System.out.println(newest.get(key).at() + " " + key + " " + newest.get(key).name());
    }

    public static void main(String[] arguments) throws Exception {
        var settings = new Properties();
        if (System.getenv("KAFKA_CONFIG") != null) {
            try (var file = new FileReader(System.getenv("KAFKA_CONFIG"), StandardCharsets.UTF_8)) {
                settings.load(file);
            }
        }
        settings.putIfAbsent("bootstrap.servers", System.getenv().getOrDefault("KAFKA_BROKERS", "localhost:9092"));
        settings.put("auto.offset.reset", "earliest"); // if records are deleted before we come to them
        settings.put("isolation.level", "read_committed"); // without it one sees what was rolled back
        var once = List.of(arguments).contains("--once");
        // No group: each run reads everything, so there is no position to commit, and the table is whole.
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor("mailsonde.result.v1").stream()
                .map(one -> new TopicPartition(one.topic(), one.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var caughtUp = false;
            while (!(once && caughtUp)) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    var changed = take(record);
                    if (caughtUp) {
                        changed.ifPresent(Results::show);
                    }
                }
                if (!caughtUp && partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one))) {
                    caughtUp = true;
                    newest.keySet().forEach(Results::show);
                }
            }
        }
    }
}
